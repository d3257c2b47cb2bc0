using System.Globalization;

namespace ModelMonitor.Tests.Benchmarks.Runtime;

/// <summary>What the operator's <c>/metrics</c> said at one moment.</summary>
internal sealed class Scrape
{
    private readonly SortedDictionary<double, double> _queue = [];

    private Scrape()
    {
    }

    /// <summary>Monitors with a judged objective; in each there is one of that name.</summary>
    public int Judged { get; private set; }

    public static async Task<Scrape> OfAsync(HttpClient http, Uri address)
    {
        var scrape = new Scrape();
        await using var stream = await http.GetStreamAsync(address);
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("modelmonitor_objective_value{", StringComparison.Ordinal) && line.Contains("objective=\"first-token\"", StringComparison.Ordinal)) scrape.Judged++;
            else if (line.StartsWith("workqueue_queue_duration_seconds_bucket{", StringComparison.Ordinal)) scrape.AddBucket(line);
        }

        return scrape;
    }

    /// <summary>A quantile of the time that keys waited in the queue between two scrapes, interpolated as Prometheus does.</summary>
    public double QueueSeconds(double quantile, Scrape? since = null)
    {
        var (before, edge) = (0.0, 0.0);
        var rank = quantile * Count(double.PositiveInfinity);
        foreach (var le in _queue.Keys)
        {
            var count = Count(le);
            if (count >= rank) return double.IsInfinity(le) ? edge : edge + ((le - edge) * (rank - before) / Math.Max(1, count - before));
            (before, edge) = (count, le);
        }

        return double.NaN;

        double Count(double le) => _queue.GetValueOrDefault(le) - (since?._queue.GetValueOrDefault(le) ?? 0);
    }

    private void AddBucket(string line)
    {
        const string Label = "le=\"";
        var start = line.IndexOf(Label, StringComparison.Ordinal) + Label.Length;
        var text = line[start..line.IndexOf('"', start)];
        var le = text == "+Inf" ? double.PositiveInfinity : double.Parse(text, CultureInfo.InvariantCulture);
        _queue[le] = _queue.GetValueOrDefault(le) + double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);
    }
}
