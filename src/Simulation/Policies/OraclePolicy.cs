namespace ModelMonitor.Simulation;

/// <summary>Plays an <see cref="OraclePlan"/>, whatever the metrics show. Its knob is the plan's rate per pod.</summary>
public sealed class OraclePolicy : IScalingPolicy
{
    private readonly OraclePlan _plan;

    /// <summary>A player of a plan, which it shares with others.</summary>
    /// <param name="plan">The plan.</param>
    public OraclePolicy(OraclePlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        _plan = plan;
    }

    /// <inheritdoc/>
    public string Name => FormattableString.Invariant($"oracle {_plan.RatePerPod:0.##}");

    /// <inheritdoc/>
    public TimeSpan Period => OraclePlan.Period;

    /// <inheritdoc/>
    public int Decide(SeenMetrics seen, TimeSpan now) => _plan.At(now);
}
