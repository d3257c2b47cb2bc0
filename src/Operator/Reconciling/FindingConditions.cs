using ModelMonitor.Decisions;
using ModelMonitor.Metrics;
using ModelMonitor.Operator.Exporters;
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

        var unjudged = NamesOf(finding, v => v.State == ObjectiveState.Unknown);
        if (finding is { IsAtRest: true, Unknown: null })
            conditions.Set(ConditionType.Ready, true, ConditionReason.AsExpected, "at 0 replicas there is nothing to judge; it starts when a request waits at the gateway");
        else if (unjudged.Count == 0) conditions.Set(ConditionType.Ready, true, ConditionReason.AsExpected, "every objective is judged");
        else conditions.Set(ConditionType.Ready, false, ConditionReason.ObjectiveUnknown, $"cannot judge {string.Join(", ", unjudged)}; see MetricsAvailable");

        if (finding.IsHeld) conditions.Keep(ConditionType.MetricsAvailable);
        else if (finding.Unknown is { } unknown) conditions.SetOnce(ConditionType.MetricsAvailable, false, unknown.Reason, unknown.Message);
        else conditions.Set(ConditionType.MetricsAvailable, true, ConditionReason.AsExpected, finding.IsAtRest ? "the gateway's queue is known" : "every indicator is known");

        WriteSlo(conditions, finding, unjudged);
        WriteEdges(conditions, finding);
        WriteScaling(conditions, finding);
        WriteExporter(conditions, finding.Exporter);
    }

    private static void WriteSlo(ConditionWriter conditions, Finding finding, List<string> unjudged)
    {
        var breached = NamesOf(finding, v => v.State == ObjectiveState.Breached);
        var spent = NamesOf(finding, v => v.Budget is { State: BudgetState.BudgetSpent });
        var burning = NamesOf(finding, v => v.Budget is { State: BudgetState.BudgetBurning });
        if (breached.Count > 0) conditions.Set(ConditionType.SLOMet, false, ConditionReason.ObjectiveBreached, $"breached: {string.Join(", ", breached)}{Budgets(spent, burning)}");
        else if (spent.Count > 0) conditions.Set(ConditionType.SLOMet, false, ConditionReason.BudgetSpent, $"no objective is breached now{Budgets(spent, burning)}");
        else if (unjudged.Count > 0) conditions.Set(ConditionType.SLOMet, null, ConditionReason.ObjectiveUnknown, $"cannot judge {string.Join(", ", unjudged)}{Budgets(spent, burning)}");
        else conditions.Set(ConditionType.SLOMet, true, ConditionReason.AsExpected, $"no objective is breached{Budgets(spent, burning)}");
    }

    private static string Budgets(List<string> spent, List<string> burning) =>
        (spent.Count > 0 ? $"; error budget spent: {string.Join(", ", spent)}" : "") + (burning.Count > 0 ? $"; error budget burning: {string.Join(", ", burning)}" : "");

    private static List<string> NamesOf(Finding finding, Func<ObjectiveVerdict, bool> which) => [.. finding.Verdicts.Where(which).Select(v => v.Name)];

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
        WriteSigns(conditions, finding);
        var (active, reason, message) = finding switch
        {
            { Work.Plan.Scaling: null } => (false, ConditionReason.NotConfigured.ToString(), "spec.scaling is left out: judged and told, never scaled"),
            { Work.Mode: MonitorMode.Paused } => (false, ConditionReason.Paused.ToString(), "spec.mode is Paused: replicas are left as they are"),
            { Obstacle: { } obstacle } => (false, obstacle.Reason, obstacle.Message),
            _ when Signs.Rival(finding) is { } rival => (false, rival.Reason, rival.Message),
            { Decision.Reason: DecisionReason.ScaledToZero } =>
                (false, ConditionReason.ScaledToZero.ToString(), "the target was scaled to 0 by somebody else; scale it to 1 or more to resume"),
            { Decision: { Reason: DecisionReason.HeldUnknown, Unknown: { } why } } => (false, why.ToString(), "replicas are held while metrics are unknown"),
            { Work.Mode: MonitorMode.Recommend } => (false, ConditionReason.RecommendOnly.ToString(), "spec.mode is Recommend: decisions are recorded and not sent"),
            _ => (true, ConditionReason.AsExpected.ToString(), "replicas follow the objectives and the load"),
        };
        if (finding is { IsHeld: true, Decision.Reason: DecisionReason.HeldUnknown }) conditions.Keep(ConditionType.ScalingActive);
        else conditions.SetOnce(ConditionType.ScalingActive, active, reason, message);
    }

    private static void WriteExporter(ConditionWriter conditions, ExporterVerdict? exporter)
    {
        if (exporter is null) conditions.Keep(ConditionType.ExporterReady);
        else if (exporter.Phase is null) conditions.Remove(ConditionType.ExporterReady);
        // Why it failed is known while the pod is there; afterwards the words of then stand.
        else if (exporter.Reason is ConditionReason.ExporterFailed or ConditionReason.EvictionFailed)
            conditions.SetOnce(ConditionType.ExporterReady, exporter.IsReady, exporter.Reason.ToString(), exporter.Message);
        else conditions.Set(ConditionType.ExporterReady, exporter.IsReady, exporter.Reason, exporter.Message);
    }

    private static void WriteSigns(ConditionWriter conditions, Finding finding)
    {
        var isHidden = Signs.AreHidden(finding);
        if (Signs.Rival(finding) is { } rival) conditions.Set(ConditionType.Contested, true, rival.Reason, rival.Message);
        else if (isHidden && finding.IsHeld) conditions.Keep(ConditionType.Contested);
        else conditions.Set(ConditionType.Contested, false, ConditionReason.Uncontested, "nobody else is seen to scale the target");

        if (Signs.MissingCapacity(finding) is { } missing) conditions.SetOnce(ConditionType.CapacityAvailable, false, nameof(ConditionReason.CapacityUnavailable), missing);
        else if (isHidden) conditions.Keep(ConditionType.CapacityAvailable);
        else conditions.Set(ConditionType.CapacityAvailable, true, ConditionReason.AsExpected, "no pod that was ordered is overdue");

        if (Signs.Limit(finding) is { } limit) conditions.Set(ConditionType.ScalingLimited, true, limit.Reason, limit.Message);
        else if (isHidden) conditions.Keep(ConditionType.ScalingLimited);
        else conditions.Set(ConditionType.ScalingLimited, false, ConditionReason.WithinLimits, "no limit is in the way");
    }
}
