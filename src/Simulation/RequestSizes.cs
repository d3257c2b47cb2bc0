using System.Globalization;

namespace ModelMonitor.Simulation;

/// <summary>The sizes that requests have: pairs of prompt and output length that are drawn from, all equally likely.</summary>
/// <remarks>Guarantees: immutable; safe from any number of threads.</remarks>
public sealed class RequestSizes
{
    private readonly RequestSize[] _sizes;

    /// <summary>Sizes to draw from.</summary>
    /// <param name="sizes">At least one.</param>
    /// <exception cref="ArgumentException">None, or a length is out of its range.</exception>
    public RequestSizes(IEnumerable<RequestSize> sizes)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        _sizes = [.. sizes];
        if (_sizes.Length == 0) throw new ArgumentException("no size to draw from", nameof(sizes));
        if (_sizes.Any(s => s.Prompt < 0 || s.Output < 1)) throw new ArgumentException("a prompt below 0 or an output below 1", nameof(sizes));
        MeanPrompt = _sizes.Average(s => (double)s.Prompt);
        MeanOutput = _sizes.Average(s => (double)s.Output);
    }

    /// <summary>Longest prompt that files and distributions are cut to.</summary>
    public const int LongestPrompt = 8000;

    /// <summary>Longest output that files and distributions are cut to.</summary>
    public const int LongestOutput = 2000;

    /// <summary>The pairs.</summary>
    public IReadOnlyList<RequestSize> All => _sizes;

    /// <summary>Mean prompt length in tokens.</summary>
    public double MeanPrompt { get; }

    /// <summary>Mean output length in tokens.</summary>
    public double MeanOutput { get; }

    /// <summary>Draws one.</summary>
    /// <param name="unit">Evenly from 0 (included) to 1 (excluded).</param>
    public RequestSize At(double unit) => _sizes[(int)(unit * _sizes.Length)];

    /// <summary>Sizes of the Azure LLM inference trace: CSV with a header, lines <c>TIMESTAMP,ContextTokens,GeneratedTokens</c>.</summary>
    /// <param name="reader">The file.</param>
    /// <exception cref="FormatException">A line is something else.</exception>
    public static RequestSizes ReadAzure(TextReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var sizes = new List<RequestSize>();
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0) continue;
            var parts = line.Split(',');
            if (parts.Length < 3) throw new FormatException($"not a line of the Azure trace: {line}");
            var prompt = int.Parse(parts[1], CultureInfo.InvariantCulture);
            var output = int.Parse(parts[2], CultureInfo.InvariantCulture);
            sizes.Add(new(Math.Clamp(prompt, 0, LongestPrompt), Math.Clamp(output, 1, LongestOutput)));
        }

        return new(sizes);
    }

    /// <summary>Lognormal lengths, independent of each other, where only their means are known.</summary>
    /// <param name="meanPrompt">Mean prompt in tokens, above 0.</param>
    /// <param name="meanOutput">Mean output in tokens, above 0.</param>
    /// <param name="variation">Standard deviation over mean, of both; 0 or more.</param>
    /// <remarks>Cutting at the longest lengths lowers the means somewhat.</remarks>
    public static RequestSizes LogNormal(double meanPrompt, double meanOutput, double variation = 1)
    {
        var random = new SeededRandom(1);
        var variance = Math.Log(1 + (variation * variation));
        double Draw(double mean) => Math.Round(mean * Math.Exp((random.Normal() * Math.Sqrt(variance)) - (variance / 2)));
        return new(Enumerable.Range(0, 10_000).Select(_ => new RequestSize(
            (int)Math.Clamp(Draw(meanPrompt), 0, LongestPrompt), (int)Math.Clamp(Draw(meanOutput), 1, LongestOutput))));
    }
}
