using ModelMonitor.Decisions;
using ModelMonitor.Metrics;
using ModelMonitor.Resources;

namespace ModelMonitor.Operator.Reconciling;

/// <summary>
/// What a finding means as conditions. Messages carry no measured numbers: those would make every interval a write; they stand in the
/// objectives and the decisions.
/// </summary>
public static class FindingConditions
{
    /// <summary>Writes all conditions.</summary>
    /// <param name="conditions">Where to.</param>
    /// <param name="finding">What was found.</param>
    public static void Write(ConditionWriter conditions, Finding finding)
    {
        conditions.Set(ConditionType.TargetFound, true, ConditionReason.AsExpected, "the target exists and can be scaled");

        var unjudged = finding.Verdicts.Where(v => v.State == ObjectiveState.Unknown).Select(v => v.Name).ToList();
        if (unjudged.Count == 0) conditions.Set(ConditionType.Ready, true, ConditionReason.AsExpected, "every objective is judged");
        else conditions.Set(ConditionType.Ready, false, ConditionReason.ObjectiveUnknown, $"cannot judge {string.Join(", ", unjudged)}; see MetricsAvailable");

        if (finding.IsHeld) conditions.Keep(ConditionType.MetricsAvailable);
        else if (finding.Unknown is { } unknown) conditions.SetOnce(ConditionType.MetricsAvailable, false, unknown.Reason, unknown.Message);
        else conditions.Set(ConditionType.MetricsAvailable, true, ConditionReason.AsExpected, "every indicator is known");

        var breached = finding.Verdicts.Where(v => v.State == ObjectiveState.Breached).Select(v => v.Name).ToList();
        if (breached.Count > 0) conditions.Set(ConditionType.SLOMet, false, ConditionReason.ObjectiveBreached, $"breached: {string.Join(", ", breached)}");
        else if (unjudged.Count > 0) conditions.Set(ConditionType.SLOMet, null, ConditionReason.ObjectiveUnknown, $"cannot judge {string.Join(", ", unjudged)}");
        else conditions.Set(ConditionType.SLOMet, true, ConditionReason.AsExpected, "no objective is breached");

        WriteEdges(conditions, finding);
        WriteScaling(conditions, finding);
    }

    // What the edges are is only known while histograms are read; until then the condition stays as it was.
    private static void WriteEdges(ConditionWriter conditions, Finding finding)
    {
        if (finding.Sample?.OffEdge is not { } offEdge) return;
        if (offEdge.Count == 0)
            conditions.Set(ConditionType.ThresholdNotOnBucket, false, ConditionReason.AsExpected, "every bound on a quantile is a bucket edge");
        else
            conditions.Set(ConditionType.ThresholdNotOnBucket, true, ConditionReason.BetweenEdges, string.Join("; ", offEdge
                .OrderBy(o => o.Key, StringComparer.Ordinal)
                .Select(o => $"{o.Key}: the bound {finding.Work.Bounds.GetValueOrDefault(o.Key)} is no bucket edge and is interpolated; {Edges(o.Value)}")));
    }

    private static string Edges(BucketNeighbours edges) => double.IsInfinity(edges.Above)
        ? $"the last edge is {ValueText.Seconds(edges.Below)}"
        : $"the edges beside it are {ValueText.Seconds(edges.Below)} and {ValueText.Seconds(edges.Above)}";

    private static void WriteScaling(ConditionWriter conditions, Finding finding)
    {
        if (finding.Obstacle is { Condition: ConditionType.Contested } rival) conditions.Set(rival.Condition, true, rival.Reason, rival.Message);
        else conditions.Set(ConditionType.Contested, false, ConditionReason.Uncontested, "nobody else is seen to scale the target");

        var limited = finding.Decision is { LimitedBy: Guard.MaxReplicas };
        if (limited)
            conditions.Set(ConditionType.ScalingLimited, true, nameof(Guard.MaxReplicas), "more replicas are needed than spec.scaling.maxReplicas; raise it, or expect the objective to suffer");
        else
            conditions.Set(ConditionType.ScalingLimited, false, ConditionReason.WithinLimits, "no limit is in the way");

        var (active, reason, message) = finding switch
        {
            { Work.Plan.Scaling: null } => (false, ConditionReason.NotConfigured.ToString(), "spec.scaling is left out: judged and told, never scaled"),
            { Work.Mode: MonitorMode.Paused } => (false, ConditionReason.Paused.ToString(), "spec.mode is Paused: replicas are left as they are"),
            { Obstacle: { } obstacle } => (false, obstacle.Reason, obstacle.Message),
            { Decision.Reason: DecisionReason.ScaledToZero } =>
                (false, ConditionReason.ScaledToZero.ToString(), "the target was scaled to 0 by somebody else; scale it to 1 or more to resume"),
            { Decision: { Reason: DecisionReason.HeldUnknown, Unknown: { } why } } => (false, why.ToString(), "replicas are held while metrics are unknown"),
            { Work.Mode: MonitorMode.Recommend } => (false, ConditionReason.RecommendOnly.ToString(), "spec.mode is Recommend: decisions are recorded and not sent"),
            _ => (true, ConditionReason.AsExpected.ToString(), "replicas follow the objectives and the load"),
        };
        if (finding is { IsHeld: true, Decision.Reason: DecisionReason.HeldUnknown }) conditions.Keep(ConditionType.ScalingActive);
        else conditions.SetOnce(ConditionType.ScalingActive, active, reason, message);
    }
}
