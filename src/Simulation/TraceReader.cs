using System.Globalization;

namespace ModelMonitor.Simulation;

/// <summary>Reads traces from text.</summary>
public static class TraceReader
{
    /// <summary>
    /// Bins: CSV with a header; columns <c>t_s</c> (seconds, ascending, from any start) and <c>rps</c> (requests per second from then
    /// until the next bin), and <c>cv</c> or <c>cv_weighted</c> (coefficient of variation of the gaps between arrivals) where it is
    /// known. Other columns are left out. The last bin is as long as the one before it.
    /// </summary>
    /// <param name="reader">The text.</param>
    /// <param name="name">What tables call the trace.</param>
    /// <param name="isLinear">Whether the rate runs straight from the middle of a bin to that of the next, instead of in steps.</param>
    /// <param name="zeroIsOutage">
    /// Whether a bin without any request means that the collector failed: its rate is then interpolated, and nothing can be scraped.
    /// </param>
    /// <exception cref="FormatException">The text is something else.</exception>
    public static ArrivalTrace ReadBins(TextReader reader, string name, bool isLinear = false, bool zeroIsOutage = false)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var header = (reader.ReadLine() ?? "").Split(',');
        int Column(params string[] names) => Array.FindIndex(header, h => names.Contains(h.Trim(), StringComparer.OrdinalIgnoreCase));
        var (time, rate, variation) = (Column("t_s"), Column("rps"), Column("cv", "cv_weighted"));
        if (time < 0 || rate < 0) throw new FormatException($"columns t_s and rps are needed; there are {string.Join(", ", header)}");

        var bins = new List<Bin>();
        while (reader.ReadLine() is { } line)
        {
            if (string.IsNullOrWhiteSpace(line)) continue;
            var cells = line.Split(',');
            if (cells.Length != header.Length) throw new FormatException($"{header.Length} columns are needed: {line}");
            var bin = new Bin(Number(cells[time]), Number(cells[rate]), variation < 0 ? 1 : Number(cells[variation]));
            if (bins.Count > 0 && bin.Start <= bins[^1].Start) throw new FormatException($"times must ascend: {line}");
            bins.Add(bin);
        }

        if (bins.Count < 2) throw new FormatException("at least two bins are needed");
        return Spread(name, bins, isLinear, zeroIsOutage);
    }

    /// <summary>Single requests of the Azure LLM inference trace: CSV with a header, each line beginning with its time. Counted by second.</summary>
    /// <param name="reader">The text.</param>
    /// <param name="name">What tables call the trace.</param>
    /// <exception cref="FormatException">The text is something else.</exception>
    public static ArrivalTrace ReadAzure(TextReader reader, string name)
    {
        ArgumentNullException.ThrowIfNull(reader);
        reader.ReadLine();
        var times = new List<DateTime>();
        while (reader.ReadLine() is { } line)
        {
            if (string.IsNullOrWhiteSpace(line)) continue;
            times.Add(DateTime.Parse(line.Split(',')[0], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal));
        }

        if (times.Count == 0) throw new FormatException("no request");
        var first = times.Min();
        var counts = new double[(int)(times.Max() - first).TotalSeconds + 1];
        foreach (var time in times) counts[(int)(time - first).TotalSeconds]++;
        return new(name, counts);
    }

    private static ArrivalTrace Spread(string name, List<Bin> bins, bool isLinear, bool zeroIsOutage)
    {
        var start = bins[0].Start;
        bins.Add(bins[^1] with { Start = bins[^1].Start + (bins[^1].Start - bins[^2].Start) });
        var seconds = (int)Math.Ceiling(bins[^1].Start - start);
        var (rates, variations, outages) = (new double[seconds], new double[seconds], new bool[seconds]);
        // Points that the rate runs through: the middles of the bins that count.
        var points = Enumerable.Range(0, bins.Count - 1)
            .Where(i => !zeroIsOutage || bins[i].Rate > 0)
            .Select(i => (Time: (bins[i].Start + bins[i + 1].Start) / 2, bins[i].Rate)).ToArray();
        if (points.Length == 0) throw new FormatException("no bin with a request");
        var (b, p) = (0, 0);
        for (var second = 0; second < seconds; second++)
        {
            var time = start + second;
            while (bins[b + 1].Start <= time) b++;
            while (p < points.Length - 1 && points[p + 1].Time <= time) p++;
            outages[second] = zeroIsOutage && bins[b].Rate == 0;
            rates[second] = isLinear || outages[second] ? Between(points, p, time) : bins[b].Rate;
            variations[second] = bins[b].Variation > 0 ? bins[b].Variation : 1;
        }

        return new(name, rates, variations, outages);
    }

    private static double Between((double Time, double Rate)[] points, int at, double time)
    {
        var (from, to) = (points[at], points[Math.Min(at + 1, points.Length - 1)]);
        var share = to.Time > from.Time ? Math.Clamp((time - from.Time) / (to.Time - from.Time), 0, 1) : 0;
        return from.Rate + (share * (to.Rate - from.Rate));
    }

    private static double Number(string cell) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= 0 && double.IsFinite(number)
            ? number
            : throw new FormatException($"not a number of 0 or more: {cell}");

    private readonly record struct Bin(double Start, double Rate, double Variation);
}
