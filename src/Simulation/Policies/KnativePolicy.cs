namespace ModelMonitor.Simulation;

/// <summary>
/// The autoscaler of Knative Serving (KPA) on concurrency: replicas for the mean of a stable window (60 s), and in panic for that
/// of a short one (6 s). Panic begins when the short window asks for twice the ready pods, ends when it has not done so for 60 s,
/// and never shrinks. A step goes at most to 1000 times or to half the ready pods. Its knob is the target, of which 70 % is
/// aimed for.
/// </summary>
/// <remarks>
/// Source: Knative documentation 1.18, "Configuring concurrency" and "Additional autoscaling configuration", defaults of
/// <c>config-autoscaler</c>. It looks every 2 s, so it needs metrics of that age to be itself.
/// Simplified: no activator (its requests count as waiting), no scaling to zero, no scale-down delay (its default).
/// Assumptions: one simulation per instance.
/// </remarks>
public sealed class KnativePolicy : IScalingPolicy
{
    private const double TargetUtilization = 0.7;
    private const double PanicThreshold = 2;
    private const double MaxScaleUpRate = 1000;
    private const double MaxScaleDownRate = 2;
    private static readonly TimeSpan StableWindow = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PanicWindow = TimeSpan.FromSeconds(6);

    private readonly double _target;
    private readonly SampleWindow _stable = new(StableWindow);
    private readonly SampleWindow _panic = new(PanicWindow);
    private bool _started;
    private TimeSpan? _panicSince;
    private int _panicPods;

    /// <summary>An autoscaler that has seen nothing yet.</summary>
    /// <param name="target">Requests in flight per pod (<c>autoscaling.knative.dev/target</c>), above zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">The target is not above zero.</exception>
    public KnativePolicy(double target)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(target);
        _target = target;
    }

    /// <inheritdoc/>
    public string Name => FormattableString.Invariant($"KPA {_target:0.##}");

    /// <inheritdoc/>
    public TimeSpan Period => TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public int Decide(SeenMetrics seen, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(seen);
        StartInPanic(seen, now);
        if (!seen.IsKnown || seen.Coverage <= 0) return seen.Current;
        // Knative asks a sample of the pods and multiplies.
        var concurrency = (seen.Running + seen.Waiting) / seen.Coverage;
        _stable.Add(seen.ScrapedAt, concurrency);
        _panic.Add(seen.ScrapedAt, concurrency);
        if (_stable.IsEmpty(now)) return seen.Current;

        var ready = Math.Max(1, seen.Ready);
        var forPanic = PodsFor(_panic.Mean);
        UpdatePanic(forPanic >= PanicThreshold * ready, now);

        var desired = Limit(PodsFor(_stable.Mean), ready);
        if (_panicSince is not null)
            desired = _panicPods = Math.Max(_panicPods, Math.Max(desired, Limit(forPanic, ready)));
        return Math.Max(1, desired);
    }

    /// <summary>A controller that starts beside several ready pods knows no history and panics, so that it does not shrink at once.</summary>
    private void StartInPanic(SeenMetrics seen, TimeSpan now)
    {
        if (_started) return;
        _started = true;
        if (seen.Ready <= 1) return;
        _panicSince = now;
        _panicPods = seen.Ready;
    }

    private void UpdatePanic(bool isOverThreshold, TimeSpan now)
    {
        if (isOverThreshold)
        {
            _panicSince = now;
        }
        else if (_panicSince + StableWindow < now)
        {
            _panicSince = null;
            _panicPods = 0;
        }
    }

    private int PodsFor(double concurrency) => HpaRatio.Ceiling(concurrency / Math.Max(1, _target * TargetUtilization));

    private static int Limit(int pods, int ready) =>
        Math.Clamp(pods, (int)(ready / MaxScaleDownRate), (int)(ready * MaxScaleUpRate));
}
