using ModelMonitor.Decisions;
using ModelMonitor.Kubernetes;
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
        foreach (var verdict in finding.Verdicts) TellObjective(monitor, memory, finding, verdict);
        TellDecision(monitor, memory, finding);
    }

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

        var limited = finding.Decision is { LimitedBy: Guard.MaxReplicas };
        if (limited && !memory.Told.Limited)
            Record(monitor, EventType.Warning, EventReason.ScalingLimited, "Scale", $"more replicas are needed than spec.scaling.maxReplicas: {finding.Decision!.Message}");
        memory.Told = memory.Told with { Limited = limited };
    }

    private void Record(V1Alpha1ModelMonitor monitor, EventType type, EventReason reason, string action, string note, string? occurrence = null) =>
        events.Record(monitor, V1Alpha1ModelMonitor.Resource, type, reason.ToString(), action, note, occurrence);
}
