namespace ModelMonitor.Kubernetes;

/// <summary>
/// Exponential back-off with full jitter: the n-th delay is drawn evenly from 0 to min(cap, initial × 2ⁿ⁻¹), so that clients
/// that failed together do not come back together.
/// </summary>
/// <param name="Initial">Upper edge of the first delay; above 0.</param>
/// <param name="Cap">Upper edge of every delay; at least <paramref name="Initial"/>.</param>
public sealed record Backoff(TimeSpan Initial, TimeSpan Cap)
{
    /// <summary>
    /// For reconciles: 0.5 s to 1 min. client-go's 5 ms start is made for cheap work, and its cap of 1000 s would leave a monitor alone
    /// for a quarter of an hour after a right that was missing has been given back.
    /// </summary>
    public static Backoff Reconcile { get; } = new(TimeSpan.FromSeconds(0.5), TimeSpan.FromMinutes(1));

    /// <summary>For lists and watches: 0.8 s to 30 s, as client-go's reflector.</summary>
    public static Backoff Watch { get; } = new(TimeSpan.FromSeconds(0.8), TimeSpan.FromSeconds(30));

    /// <summary>The longest delay that may follow this many failures in a row.</summary>
    /// <param name="failures">Failures in a row, this one included; at least 1.</param>
    public TimeSpan Ceiling(int failures)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(failures, 1);
        // 2^62 × 1 tick already exceeds every cap; beyond it the product would leave TimeSpan's range.
        var ticks = Initial.Ticks * Math.Pow(2, Math.Min(failures - 1, 62));
        return ticks >= Cap.Ticks ? Cap : TimeSpan.FromTicks((long)ticks);
    }

    /// <summary>A delay to wait after this many failures in a row.</summary>
    /// <param name="failures">Failures in a row, this one included; at least 1.</param>
    /// <param name="jitter">Where the draw comes from.</param>
    public TimeSpan Delay(int failures, Random jitter) => Ceiling(failures) * jitter.NextDouble();
}
