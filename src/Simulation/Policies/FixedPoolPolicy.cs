namespace ModelMonitor.Simulation;

/// <summary>The same number of pods at all times: what a service without a scaler costs. Its knob is the number.</summary>
public sealed class FixedPoolPolicy : IScalingPolicy
{
    private readonly int _replicas;

    /// <summary>A pool.</summary>
    /// <param name="replicas">Its size, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is below 1.</exception>
    public FixedPoolPolicy(int replicas)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(replicas, 1);
        _replicas = replicas;
    }

    /// <inheritdoc/>
    public string Name => FormattableString.Invariant($"fixed {_replicas}");

    /// <inheritdoc/>
    public TimeSpan Period => TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    public int Decide(SeenMetrics seen, TimeSpan now) => _replicas;
}
