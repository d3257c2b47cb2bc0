using ModelMonitor.Decisions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Operator.Exporters;
using ModelMonitor.Resources;

namespace ModelMonitor.Operator.Reconciling;

/// <summary>Tells people what changed, as Events; each thing once.</summary>
/// <param name="events">Where Events go.</param>
public sealed class Announcer(IEventRecorder events)
{
    /// <summary>Tells that a monitor cannot be judged.</summary>
    /// <param name="monitor">The monitor.</param>
    /// <param name="memory">What was told before.</param>
    /// <param name="problem">What is wrong.</param>
    public void Tell(V1Alpha1ModelMonitor monitor, MonitorMemory memory, Problem problem)
    {
        if (problem.Reason == nameof(ConditionReason.Collecting) || memory.Told.NotReady == problem.Reason) return;
        Record(monitor, EventType.Warning, EventReason.NotReady, "Check", $"{problem.Reason}: {problem.Message}");
        memory.Told = memory.Told with { NotReady = problem.Reason };
    }

    /// <summary>Tells what a judged monitor shows that was not told before.</summary>
    /// <param name="monitor">The monitor.</param>
    /// <param name="memory">What was told before.</param>
    /// <param name="finding">What was found.</param>
    public void Tell(V1Alpha1ModelMonitor monitor, MonitorMemory memory, Finding finding)
    {
        memory.Told = memory.Told with { NotReady = null };
        TellMetrics(monitor, memory, finding);
        foreach (var verdict in finding.Verdicts)
        {
            TellObjective(monitor, memory, finding, verdict);
            TellBudget(monitor, memory, verdict);
        }

        TellDecision(monitor, memory, finding);
        TellSigns(monitor, memory, finding);
        if (finding.Exporter is { } exporter) TellExporter(monitor, memory, exporter);
    }

    /// <summary>Tells that a pod was evicted.</summary>
    /// <param name="monitor">The monitor.</param>
    /// <param name="pod">The pod's name.</param>
    /// <param name="why">What for.</param>
    public void TellEviction(V1Alpha1ModelMonitor monitor, string pod, string why) =>
        Record(monitor, EventType.Normal, EventReason.PodEvicted, "Evict", $"{pod}: {why}", pod);

    private void TellMetrics(V1Alpha1ModelMonitor monitor, MonitorMemory memory, Finding finding)
    {
        if (finding.Unknown is { } unknown)
        {
            if (unknown.Reason == nameof(UnknownReason.Collecting) || memory.Told.Unavailable == unknown.Reason) return;
            if (memory.Told.Suspected != unknown.Reason)
            {
                memory.Told = memory.Told with { Suspected = unknown.Reason };
                return;
            }

            Record(monitor, EventType.Warning, EventReason.MetricsUnavailable, "Judge", $"{unknown.Message}; replicas are held");
            memory.Told = memory.Told with { Unavailable = unknown.Reason, Suspected = null };
            return;
        }

        memory.Told = memory.Told with { Suspected = null };
        if (memory.Told.Unavailable is null) return;
        Record(monitor, EventType.Normal, EventReason.MetricsRestored, "Judge", "every indicator is known again");
        memory.Told = memory.Told with { Unavailable = null };
    }

    private void TellObjective(V1Alpha1ModelMonitor monitor, MonitorMemory memory, Finding finding, ObjectiveVerdict verdict)
    {
        if (verdict.State == ObjectiveState.Unknown) return;
        var told = memory.Told.States.GetValueOrDefault(verdict.Name, ObjectiveState.Met);
        if (told != verdict.State)
        {
            var objective = finding.Work.Plan.Objectives.First(o => o.Name == verdict.Name);
            var value = verdict.Reading.TryGet(out var number) ? ValueText.Of(objective.Indicator, number) : "unknown";
            var side = objective.GoodIsBelow ? "below" : "above";
            var standing = $"{verdict.Name} is {value}, wanted {side} {finding.Work.Bounds[verdict.Name]}";
            if (verdict.State == ObjectiveState.Breached) Record(monitor, EventType.Warning, EventReason.SLOBreached, "Judge", standing);
            else if (verdict.State == ObjectiveState.Met) Record(monitor, EventType.Normal, EventReason.SLORecovered, "Judge", standing);
            else if (told == ObjectiveState.Met) Record(monitor, EventType.Warning, EventReason.SLOAtRisk, "Judge", standing);
        }

        memory.Told = memory.Told with { States = memory.Told.States.SetItem(verdict.Name, verdict.State) };
    }

    private void TellBudget(V1Alpha1ModelMonitor monitor, MonitorMemory memory, ObjectiveVerdict verdict)
    {
        if (verdict.Budget is not { State: not BudgetState.Unknown } budget) return;
        var told = memory.Told.Budgets.GetValueOrDefault(verdict.Name, BudgetState.Healthy);
        if (told != budget.State)
        {
            var standing = $"{verdict.Name}: {budget.Detail}";
            if (budget.State == BudgetState.BudgetSpent) Record(monitor, EventType.Warning, EventReason.BudgetSpent, "Judge", standing);
            else if (budget.State == BudgetState.Healthy) Record(monitor, EventType.Normal, EventReason.BudgetRecovered, "Judge", standing);
            else if (told == BudgetState.Healthy) Record(monitor, EventType.Warning, EventReason.BudgetBurning, "Judge", standing);
        }

        memory.Told = memory.Told with { Budgets = memory.Told.Budgets.SetItem(verdict.Name, budget.State) };
    }

    private void TellDecision(V1Alpha1ModelMonitor monitor, MonitorMemory memory, Finding finding)
    {
        // What became of a pending one is told when it is known.
        if (finding.Record is { Outcome: not DecisionOutcome.Pending } record)
        {
            var (type, reason) = record.Outcome switch
            {
                DecisionOutcome.Failed => (EventType.Warning, EventReason.ScaleFailed),
                DecisionOutcome.Recommended => (EventType.Normal, EventReason.ScalingRecommended),
                _ => (EventType.Normal, EventReason.Scaled),
            };
            var failure = record.Outcome == DecisionOutcome.Failed ? $"; {finding.Obstacle?.Message ?? "not carried out before the operator was restarted"}" : "";
            Record(monitor, type, reason, "Scale", $"{record.From} to {record.To} replicas ({record.Reason}): {record.Message}{failure} [{record.Id}]", record.Id);
        }
    }

    private void TellExporter(V1Alpha1ModelMonitor monitor, MonitorMemory memory, ExporterVerdict exporter)
    {
        if (exporter.IsJustRemoved) Record(monitor, EventType.Normal, EventReason.ExporterRemoved, "Export", "no pod carries the GPU exporter any more");
        if (exporter.IsUnderWay) return;
        var now = exporter switch
        {
            { Phase: null } => null,
            { IsReady: true, Phase: ExporterPhase.Injected } => nameof(ExporterPhase.Injected),
            { IsReady: false } => exporter.Reason.ToString(),
            _ => null,
        };
        if (now is not null && now != memory.Told.Exporter)
        {
            var isGood = exporter.IsReady == true;
            Record(
                monitor, isGood ? EventType.Normal : EventType.Warning, isGood ? EventReason.ExporterInjected : EventReason.ExporterUnavailable,
                "Export", isGood ? exporter.Message : $"{exporter.Reason}: {exporter.Message}");
        }

        memory.Told = memory.Told with { Exporter = now };
    }

    private void TellSigns(V1Alpha1ModelMonitor monitor, MonitorMemory memory, Finding finding)
    {
        var told = memory.Told;
        var isHidden = Signs.AreHidden(finding);
        if (Signs.Rival(finding) is { } rival)
        {
            if (told.Contested != rival.Reason) Record(monitor, EventType.Warning, EventReason.Contested, "Scale", $"{rival.Reason}: {rival.Message}");
            told = told with { Contested = rival.Reason };
        }
        else if (!isHidden)
        {
            told = told with { Contested = null };
        }

        if (Signs.MissingCapacity(finding) is { } missing)
        {
            if (!told.CapacityMissing) Record(monitor, EventType.Warning, EventReason.CapacityUnavailable, "Scale", missing);
            told = told with { CapacityMissing = true };
        }
        else if (!isHidden)
        {
            told = told with { CapacityMissing = false };
        }

        if (Signs.Limit(finding) is { } limit)
        {
            var reason = limit.Reason == nameof(DecisionReason.ScalingIneffective) ? EventReason.ScalingIneffective : EventReason.ScalingLimited;
            if (told.Limited != limit.Reason) Record(monitor, EventType.Warning, reason, "Scale", $"{limit.Message}: {finding.Decision!.Message}");
            told = told with { Limited = limit.Reason };
        }
        else if (!isHidden)
        {
            told = told with { Limited = null };
        }

        memory.Told = told;
    }

    private void Record(V1Alpha1ModelMonitor monitor, EventType type, EventReason reason, string action, string note, string? occurrence = null) =>
        events.Record(monitor, V1Alpha1ModelMonitor.Resource, type, reason.ToString(), action, note, occurrence);
}
