namespace ModelMonitor.Simulation;

/// <summary>
/// The APA autoscaler of AIBrix on requests in flight per pod, averaged over 60 s: replicas in proportion to use over target when
/// that is above 1.1 or below 0.9, at most to twice or half the replicas, down only to the highest recommendation of the last
/// 300 s. Pods that start count as idle for growth and as on target for shrinking. Its knob is the target.
/// </summary>
/// <remarks>
/// Source: AIBrix documentation, "Autoscaling" (0.5) and defaults of its PodAutoscaler controller, resync period 10 s. Its
/// documentation likens the down cooldown to the stabilization of the HPA; the controller of 2026 takes the lowest value of that
/// window, which would not hold anything, so the documented rule is simulated.
/// Assumptions: one simulation per instance.
/// </remarks>
public sealed class AibrixPolicy : IScalingPolicy
{
    private const double Tolerance = 0.1;
    private const double MaxScaleRate = 2;
    private readonly double _target;
    private readonly SampleWindow _inFlight = new(TimeSpan.FromSeconds(60));
    private readonly SampleWindow _recommended = new(TimeSpan.FromSeconds(300));

    /// <summary>An autoscaler that has seen nothing yet.</summary>
    /// <param name="target">Requests in flight per pod to aim for, above zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">The target is not above zero.</exception>
    public AibrixPolicy(double target)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(target);
        _target = target;
    }

    /// <inheritdoc/>
    public string Name => FormattableString.Invariant($"AIBrix APA {_target:0.##}");

    /// <inheritdoc/>
    public TimeSpan Period => TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public int Decide(SeenMetrics seen, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(seen);
        var reporting = seen.Ready * seen.Coverage;
        if (!seen.IsKnown || reporting <= 0) return seen.Current;
        _inFlight.Add(seen.ScrapedAt, (seen.Running + seen.Waiting) / reporting);
        if (_inFlight.IsEmpty(now)) return seen.Current;

        var recommended = Recommend(_inFlight.Mean, seen);
        _recommended.Add(now, recommended);
        return recommended >= seen.Current ? recommended : Math.Max(1, Math.Min(seen.Current, (int)_recommended.Max));
    }

    private int Recommend(double use, SeenMetrics seen)
    {
        var current = seen.Current;
        var ratio = use / _target;
        var ready = Math.Min(seen.Ready, current);
        var starting = current - ready;
        if (ratio > 1 + Tolerance)
        {
            var wanted = Math.Min(HpaRatio.Ceiling(current * ratio), HpaRatio.Ceiling(current * MaxScaleRate));
            return starting == 0 ? wanted : Math.Clamp(HpaRatio.Ceiling(ready * ratio), current, wanted);
        }

        if (ratio < 1 - Tolerance)
        {
            var wanted = Math.Max(HpaRatio.Ceiling(current * ratio), (int)(current / MaxScaleRate));
            return starting == 0 ? wanted : Math.Clamp(HpaRatio.Ceiling((ready * ratio) + starting), wanted, current);
        }

        return current;
    }
}
