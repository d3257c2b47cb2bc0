using System.Globalization;

namespace ModelMonitor.Simulation;

/// <summary>Requests one by one, oldest first: drawn from a trace, or as a file holds them.</summary>
/// <remarks>Guarantees: the same arguments give the same requests, each time they are enumerated.</remarks>
public static class RequestArrivals
{
    /// <summary>
    /// A renewal process: gaps from a Gamma distribution with the trace's coefficient of variation (cut to 1 to 8), stretched so that
    /// the trace's rate holds in each second.
    /// </summary>
    /// <param name="trace">Rates and variations.</param>
    /// <param name="sizes">Where sizes are drawn from.</param>
    /// <param name="seed">Any number; another one, other requests.</param>
    public static IEnumerable<RequestArrival> Renewal(ArrivalTrace trace, RequestSizes sizes, int seed)
    {
        ArgumentNullException.ThrowIfNull(trace);
        ArgumentNullException.ThrowIfNull(sizes);
        return Draw();

        IEnumerable<RequestArrival> Draw()
        {
            var random = new SeededRandom(seed);
            // Expected arrivals until the next one: the clock of a process with rate 1.
            var left = Gap(random, trace.Variation(0));
            for (var second = 0; second < trace.Seconds; second++)
            {
                var rate = trace.Rates[second];
                var passed = 0.0;
                while (rate > 0 && left <= rate * (1 - passed))
                {
                    passed += left / rate;
                    yield return new(TimeSpan.FromSeconds(second + passed), sizes.At(random.Double()));
                    left = Gap(random, trace.Variation(second));
                }

                left -= rate * (1 - passed);
            }
        }
    }

    /// <summary>The arrivals that a simulation in steps of a second sees, each at an even chance anywhere in its second.</summary>
    /// <param name="counts">How many arrive in each second.</param>
    /// <param name="sizes">Where sizes are drawn from.</param>
    /// <param name="seed">Any number; another one, other sizes and places.</param>
    public static IEnumerable<RequestArrival> From(ArrivalCounts counts, RequestSizes sizes, int seed)
    {
        ArgumentNullException.ThrowIfNull(counts);
        ArgumentNullException.ThrowIfNull(sizes);
        return Draw();

        IEnumerable<RequestArrival> Draw()
        {
            var random = new SeededRandom(seed);
            for (var second = 0; second < counts.Trace.Seconds; second++)
            {
                var places = new double[counts.Counts[second]];
                for (var i = 0; i < places.Length; i++) places[i] = random.Double();
                Array.Sort(places);
                foreach (var place in places)
                    yield return new(TimeSpan.FromSeconds(second + place), sizes.At(random.Double()));
            }
        }
    }

    /// <summary>
    /// The requests of an Azure LLM inference trace as they were: CSV with a header, lines
    /// <c>TIMESTAMP,ContextTokens,GeneratedTokens</c>, oldest first. The first one is at zero.
    /// </summary>
    /// <param name="reader">The file.</param>
    /// <exception cref="FormatException">A line is something else, or older than the one before.</exception>
    public static IReadOnlyList<RequestArrival> ReadAzure(TextReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var arrivals = new List<RequestArrival>();
        DateTime? start = null;
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0) continue;
            var parts = line.Split(',');
            if (parts.Length < 3) throw new FormatException($"not a line of the Azure trace: {line}");
            var time = DateTime.Parse(parts[0], CultureInfo.InvariantCulture);
            var at = time - (start ??= time);
            if (arrivals.Count > 0 && at < arrivals[^1].At) throw new FormatException($"older than the line before: {line}");
            var prompt = int.Parse(parts[1], CultureInfo.InvariantCulture);
            var output = int.Parse(parts[2], CultureInfo.InvariantCulture);
            arrivals.Add(new(at, new(Math.Clamp(prompt, 0, RequestSizes.LongestPrompt), Math.Clamp(output, 1, RequestSizes.LongestOutput))));
        }

        return arrivals;
    }

    // Mean 1.
    private static double Gap(SeededRandom random, double variation)
    {
        var squared = Math.Pow(Math.Clamp(variation, ArrivalCounts.LeastVariation, ArrivalCounts.MostVariation), 2);
        return squared <= 1 ? random.Exponential() : random.Gamma(1 / squared) * squared;
    }
}
