namespace ModelMonitor.Simulation;

/// <summary>
/// The saturation analyzer (version 1) of llm-d's Workload Variant Autoscaler for one variant: one pod more when the mean spare of
/// cache or queue up to the saturation thresholds is below its trigger, one pod less when both spares would still be at their
/// triggers after the load of all was shared by one pod fewer, and nothing while pods do not report. It decides once a minute, on
/// the peaks of that minute. Its knobs are the thresholds at which a pod counts as saturated.
/// </summary>
/// <remarks>
/// Source: llm-d workload-variant-autoscaler 0.5, "Saturation Analyzer" and "Saturation Scaling Configuration".
/// Simplified: metrics are means over pods, so either all pods are saturated or none; its answer is applied directly, without the
/// HPA behind it that its chart installs (240 s of stabilization both ways), which is kinder.
/// Caveats: no objective stands behind the thresholds; its table entry says how a guard fares as the only scaler.
/// Assumptions: one simulation per instance.
/// </remarks>
public sealed class LlmdSaturationPolicy : IScalingPolicy
{
    private const double CacheSpareTrigger = 0.1;
    private const double QueueSpareTrigger = 3;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(60);
    private readonly double _cacheThreshold;
    private readonly double _queueThreshold;
    private readonly SampleWindow _cache = new(Interval);
    private readonly SampleWindow _queue = new(Interval);
    private TimeSpan? _decidedAt;

    /// <summary>An analyzer that has seen nothing yet.</summary>
    /// <param name="cacheThreshold">Share of the key-value cache from which on a pod is saturated, above 0.1 and up to 1.</param>
    /// <param name="queueThreshold">Waiting requests from which on a pod is saturated, above 3.</param>
    /// <exception cref="ArgumentOutOfRangeException">A threshold is not above its trigger.</exception>
    public LlmdSaturationPolicy(double cacheThreshold = 0.80, double queueThreshold = 5)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(cacheThreshold, CacheSpareTrigger);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(cacheThreshold, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(queueThreshold, QueueSpareTrigger);
        _cacheThreshold = cacheThreshold;
        _queueThreshold = queueThreshold;
    }

    /// <inheritdoc/>
    public string Name => FormattableString.Invariant($"llm-d saturation {_cacheThreshold:0.##}, queue {_queueThreshold:0.##}");

    /// <summary>It is shown every scrape, though it decides only once a minute.</summary>
    public TimeSpan Period => TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    public int Decide(SeenMetrics seen, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(seen);
        var current = seen.Current;
        var reporting = (int)Math.Round(seen.Ready * seen.Coverage);
        if (!seen.IsKnown || reporting == 0) return current;
        _cache.Add(seen.ScrapedAt, seen.CacheUse);
        _queue.Add(seen.ScrapedAt, seen.Waiting / reporting);
        if (now < _decidedAt + Interval) return current;
        _decidedAt = now;
        if (_cache.IsEmpty(now) || reporting < current) return current;

        if (!HasSpare(_cache.Max, _queue.Max)) return current + 1;
        var sharedByFewer = current / Math.Max(1.0, current - 1);
        return current >= 2 && HasSpare(_cache.Max * sharedByFewer, _queue.Max * sharedByFewer) ? current - 1 : current;
    }

    // A saturated pod (at or beyond a threshold) has no spare, so its test is contained in this one.
    private bool HasSpare(double cache, double queue) =>
        _cacheThreshold - cache >= CacheSpareTrigger && _queueThreshold - queue >= QueueSpareTrigger;
}
