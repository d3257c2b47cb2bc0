namespace ModelMonitor.Metrics;

/// <summary>A counter's rate per second over a window, by the rules of PromQL's <c>rate()</c>, so that both sources give one number.</summary>
/// <remarks>
/// Increases are added up, and a fall means that the counter began again at 0. The sum is then taken for the whole window: to an end
/// of the window that is nearer than 1.1 times the samples' mean distance in full, else by half that distance; at the beginning never
/// beyond the time at which the counter would have been 0. Source: the Prometheus documentation, Query functions, and
/// promql/functions.go as it is since version 2.52 (pull request 13725; before, the zero point was looked for in another order).
/// </remarks>
internal static class CounterRate
{
    /// <summary>How many mean distances away an end of the window may be and still count as covered.</summary>
    private const double NearEnd = 1.1;

    /// <summary>Computes the rate.</summary>
    /// <param name="times">Unix milliseconds, growing.</param>
    /// <param name="values">The counter's values at these times.</param>
    /// <param name="start">Begin of the window, Unix milliseconds, not above the first time.</param>
    /// <param name="end">End of the window, Unix milliseconds, not below the last time.</param>
    /// <returns>Per second; null with fewer than two samples. NaN and infinities among the values come out as such.</returns>
    public static double? Of(ReadOnlySpan<long> times, ReadOnlySpan<double> values, long start, long end)
    {
        if (times.Length < 2) return null;
        var increase = values[^1] - values[0];
        for (var i = 1; i < values.Length; i++)
            if (values[i] < values[i - 1]) increase += values[i - 1];

        var covered = (times[^1] - times[0]) / 1000.0;
        var distance = covered / (times.Length - 1);
        var before = Reach((times[0] - start) / 1000.0, distance);
        if (increase > 0 && values[0] >= 0) before = Math.Min(before, covered * (values[0] / increase));
        var after = Reach((end - times[^1]) / 1000.0, distance);
        return increase * ((covered + before + after) / covered) / ((end - start) / 1000.0);
    }

    private static double Reach(double toEnd, double distance) => toEnd < distance * NearEnd ? toEnd : distance / 2;
}
