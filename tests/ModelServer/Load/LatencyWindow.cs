namespace ModelMonitor.ModelServer.Load;

/// <summary>Latencies seen in the last while, and exact quantiles of them. Not safe for use from several threads.</summary>
internal sealed class LatencyWindow(TimeSpan length)
{
    private readonly Queue<(TimeSpan At, double Seconds)> _samples = new();

    public void Add(TimeSpan now, double seconds) => _samples.Enqueue((now, seconds));

    /// <summary>The nearest-rank quantiles, in seconds to the millisecond; null for each when nothing was seen.</summary>
    public double?[] Quantiles(TimeSpan now, params ReadOnlySpan<double> quantiles)
    {
        while (_samples.TryPeek(out var oldest) && now - oldest.At > length) _samples.Dequeue();
        var sorted = _samples.Select(s => s.Seconds).Order().ToArray();
        var values = new double?[quantiles.Length];
        if (sorted.Length == 0) return values;
        for (var i = 0; i < values.Length; i++)
            values[i] = Math.Round(sorted[Math.Max(0, (int)Math.Ceiling(quantiles[i] * sorted.Length) - 1)], 3);
        return values;
    }
}
