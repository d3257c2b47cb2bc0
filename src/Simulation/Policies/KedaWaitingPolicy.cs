namespace ModelMonitor.Simulation;

/// <summary>
/// KEDA with a Prometheus trigger on the sum of waiting requests. KEDA writes a HorizontalPodAutoscaler with an external metric
/// of type <c>AverageValue</c>, which decides; KEDA only answers its questions, and answers 0 when the query finds nothing. Its
/// knob is the threshold.
/// </summary>
/// <remarks>
/// Source: KEDA documentation 2.16, "Scaling Deployments" and "Prometheus" (<c>ignoreNullValues</c> is true by default). The
/// polling interval of 30 s only decides between zero replicas and one unless <c>useCachedMetrics</c> is set: between one and many
/// the HPA asks every 15 s and gets a fresh answer.
/// Simplified: no scaling to zero, no <c>fallback</c> (it is for failed queries and not for empty ones).
/// Assumptions: one simulation per instance.
/// </remarks>
public sealed class KedaWaitingPolicy : IScalingPolicy
{
    private readonly double _threshold;
    private readonly bool _ignoreNullValues;
    private readonly HpaBehaviour _behaviour = new();

    /// <summary>A scaled object with an autoscaler that has seen nothing yet.</summary>
    /// <param name="threshold">Waiting requests per replica to aim for, above zero.</param>
    /// <param name="ignoreNullValues">KEDA's setting of that name: true counts an empty result as 0, false as an error, which changes nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException">The threshold is not above zero.</exception>
    public KedaWaitingPolicy(double threshold, bool ignoreNullValues = true)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threshold);
        _threshold = threshold;
        _ignoreNullValues = ignoreNullValues;
    }

    /// <inheritdoc/>
    public string Name => FormattableString.Invariant($"KEDA waiting {_threshold:0.##}{(_ignoreNullValues ? "" : " nulls fail")}");

    /// <inheritdoc/>
    public TimeSpan Period => HpaBehaviour.SyncPeriod;

    /// <inheritdoc/>
    public int Decide(SeenMetrics seen, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(seen);
        if (!seen.IsKnown && !_ignoreNullValues) return seen.Current;
        var waiting = seen.IsKnown ? seen.Waiting : 0;
        return _behaviour.Apply(seen.Current, HpaRatio.AverageValue(waiting, _threshold, seen.Current), now);
    }
}
