using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using ModelMonitor.Decisions;

namespace ModelMonitor.Operator.Reconciling;

/// <summary>Counts what was decided and what stood in the way, over all monitors, since the process started.</summary>
/// <remarks>
/// <b>Guarantees</b>: safe for concurrent use; counts never fall, also not when a monitor goes. <b>Caveats</b>: not per monitor, whose
/// reasons would be series without end; the last decision of each is a gauge.
/// </remarks>
public sealed class DecisionCounts
{
    private readonly ConcurrentDictionary<(string Reason, string Outcome), long> _decisions = new();
    private readonly ConcurrentDictionary<string, long> _obstacles = new();

    /// <summary>Starts with zeros: <c>increase()</c> does not see a counter's first value.</summary>
    public DecisionCounts()
    {
        string[] outcomes = [DecisionOutcome.Applied, DecisionOutcome.Failed, DecisionOutcome.Recommended];
        foreach (var reason in Enum.GetValues<DecisionReason>().Where(MayChange))
            foreach (var outcome in outcomes) _decisions[(reason.ToString(), outcome)] = 0;
        ConditionReason[] obstacles =
        [
            ConditionReason.Forbidden, ConditionReason.HorizontalPodAutoscaler, ConditionReason.NamespaceTerminating, ConditionReason.OtherMonitor,
            ConditionReason.ScaledObject, ConditionReason.ScaleFailed, ConditionReason.TargetNotFound, ConditionReason.WriteConflict,
        ];
        foreach (var obstacle in obstacles) _obstacles[obstacle.ToString()] = 0;
    }

    /// <summary>Counts what a judgement came to.</summary>
    /// <param name="finding">What was found and done.</param>
    public void Count(Finding finding)
    {
        // What became of a pending one is counted when it is known.
        if (finding.Record is { Outcome: not DecisionOutcome.Pending } record) _decisions.AddOrUpdate((record.Reason, record.Outcome), 1, static (_, n) => n + 1);
        if (finding.Obstacle is { } obstacle) _obstacles.AddOrUpdate(obstacle.Reason, 1, static (_, n) => n + 1);
    }

    /// <summary>The decisions, by <c>reason</c> and <c>outcome</c>.</summary>
    public IEnumerable<Measurement<long>> Decisions() =>
        _decisions.Select(d => new Measurement<long>(d.Value, new("reason", d.Key.Reason), new KeyValuePair<string, object?>("outcome", d.Key.Outcome)));

    /// <summary>The obstacles, by <c>reason</c>.</summary>
    public IEnumerable<Measurement<long>> Obstacles() =>
        _obstacles.Select(o => new Measurement<long>(o.Value, new KeyValuePair<string, object?>("reason", o.Key)));

    // By their definition the others change nothing.
    private static bool MayChange(DecisionReason reason) =>
        reason is not (DecisionReason.Steady or DecisionReason.ScaledToZero or DecisionReason.ScalingIneffective)
        && !reason.ToString().StartsWith("Held", StringComparison.Ordinal);
}
