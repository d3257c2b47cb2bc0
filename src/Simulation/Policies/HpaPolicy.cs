namespace ModelMonitor.Simulation;

/// <summary>
/// The HorizontalPodAutoscaler of Kubernetes on one metric: replicas in proportion to value over target, with a tolerance of 10 %,
/// cautious assumptions for pods without a value, no change while the metric is unknown, and the default behaviour of
/// autoscaling/v2 (up at once, down after 300 s). Its knob is the target.
/// </summary>
/// <remarks>
/// Source: Kubernetes documentation, "Horizontal Pod Autoscaling" (1.33), with the controller's default flags.
/// Simplified: readiness delays of a CPU metric do not apply; the 60 s mean is one of the sum over pods, divided by the pods of
/// now, which is kinder than a mean per pod (that one counts the backlog of before a growth against the pods after it).
/// Assumptions: one simulation per instance.
/// </remarks>
public sealed class HpaPolicy : IScalingPolicy
{
    private readonly HpaSignal _signal;
    private readonly double _target;
    private readonly HpaBehaviour _behaviour = new();
    private readonly SampleWindow _inFlight = new(TimeSpan.FromSeconds(60));

    /// <summary>An autoscaler that has seen nothing yet.</summary>
    /// <param name="signal">What it scales on.</param>
    /// <param name="target">Value per pod to aim for, above zero, in the signal's unit.</param>
    /// <exception cref="ArgumentOutOfRangeException">The target is not above zero.</exception>
    public HpaPolicy(HpaSignal signal, double target)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(target);
        _signal = signal;
        _target = target;
    }

    /// <inheritdoc/>
    public string Name => _signal switch
    {
        HpaSignal.InFlight => FormattableString.Invariant($"HPA in flight {_target:0.##}"),
        HpaSignal.InFlightMean => FormattableString.Invariant($"HPA in flight 60s {_target:0.##}"),
        HpaSignal.GpuUse => FormattableString.Invariant($"HPA GPU {_target:0.##}"),
        _ => FormattableString.Invariant($"HPA rps {_target:0.##}"),
    };

    /// <inheritdoc/>
    public TimeSpan Period => HpaBehaviour.SyncPeriod;

    /// <inheritdoc/>
    public int Decide(SeenMetrics seen, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(seen);
        return Recommend(seen, now) is { } replicas ? _behaviour.Apply(seen.Current, replicas, now) : seen.Current;
    }

    private int? Recommend(SeenMetrics seen, TimeSpan now)
    {
        if (!seen.IsKnown) return null;
        switch (_signal)
        {
            case HpaSignal.InFlight:
                return HpaRatio.PerPod(seen.Running + seen.Waiting, _target, seen);
            case HpaSignal.InFlightMean:
                _inFlight.Add(seen.ScrapedAt, seen.Running + seen.Waiting);
                return _inFlight.IsEmpty(now) ? null : HpaRatio.PerPod(_inFlight.Mean, _target, seen);
            case HpaSignal.GpuUse:
                return HpaRatio.PerPod(seen.GpuUse * seen.Ready * seen.Coverage, _target, seen);
            default:
                return HpaRatio.AverageValue(seen.Arrived, _target, seen.Current);
        }
    }
}
