using ModelMonitor.Decisions;
using ModelMonitor.Resources;

namespace ModelMonitor.Operator.Reconciling;

/// <summary>
/// Writes what was found into a new status, starting from the one before. Pure, and quiet: a measured value is carried over from the
/// old status unless its state changed, a decision was made, or it moved by more than 10 % of its bound with the last write over 60 s
/// ago. Constant inputs therefore give an equal status.
/// </summary>
public static class StatusBuilder
{
    /// <summary>Shortest time between two writes that only freshen values (design).</summary>
    private static readonly TimeSpan FreshenAfter = TimeSpan.FromSeconds(60);

    /// <summary>The same for what was learned of the target, which only a restart needs.</summary>
    private static readonly TimeSpan RelearnAfter = TimeSpan.FromMinutes(10);

    /// <summary>The status of a monitor that cannot be judged: what was known before stays, the conditions say why.</summary>
    /// <param name="monitor">The monitor.</param>
    /// <param name="before">The status before, or null.</param>
    /// <param name="problem">What is wrong.</param>
    /// <param name="now">The present.</param>
    public static ModelMonitorStatus Of(V1Alpha1ModelMonitor monitor, ModelMonitorStatus? before, Problem problem, DateTimeOffset now)
    {
        var status = Carry(monitor, before);
        var conditions = new ConditionWriter(status.Conditions!, monitor.Metadata.Generation, now);
        conditions.Set(ConditionType.Ready, false, problem.Reason, problem.Message);
        if (problem.Condition != ConditionType.Ready) conditions.Set(problem.Condition, false, problem.Reason, problem.Message);
        if (problem.Condition is ConditionType.MetricsAvailable) conditions.Set(ConditionType.TargetFound, true, ConditionReason.AsExpected, "the target exists and can be scaled");
        status.Objectives = status.Objectives?
            .Select(o => new ObjectiveStatus { Name = o.Name, State = nameof(ObjectiveState.Unknown), Reason = problem.Reason, Bound = o.Bound })
            .ToList();
        (status.Worst, status.BudgetRemaining) = (null, null);
        conditions.Set(ConditionType.SLOMet, null, problem.Reason, problem.Message);
        conditions.Set(ConditionType.ScalingActive, false, problem.Reason, problem.Message);
        return status;
    }

    /// <summary>The status of a monitor that was judged.</summary>
    /// <param name="monitor">The monitor.</param>
    /// <param name="before">The status before, or null.</param>
    /// <param name="finding">What was found.</param>
    /// <param name="memory">The values shown now, and when the status was written.</param>
    /// <param name="now">The present.</param>
    public static ModelMonitorStatus Of(
        V1Alpha1ModelMonitor monitor, ModelMonitorStatus? before, Finding finding, MonitorMemory memory, DateTimeOffset now)
    {
        var status = Carry(monitor, before);
        status.Engine = finding.Work.Engine ?? finding.Sample?.Engine;
        status.Source = finding.Work.Source;
        status.Replicas = new()
        {
            Current = finding.Record?.Outcome == DecisionOutcome.Applied ? finding.Record.To : finding.Replicas.Current,
            Ready = finding.Replicas.Ready,
            Desired = finding.Decision?.To,
        };
        status.Decisions = Settled(status.Decisions, finding);
        if (finding.Record is { } record)
            status.Decisions = [record, .. (status.Decisions ?? []).Where(d => d.Id != record.Id).Take(StatusLimits.Decisions - 1)];

        var freshen = finding.Record is not null || memory.WrittenAt is not { } written || now < written || now - written > FreshenAfter;
        status.Objectives = [.. finding.Verdicts.Select(v => ObjectiveRows.Of(v, finding, before, memory, freshen))];
        status.Worst = ObjectiveRows.Worst(status.Objectives, before?.Worst);
        status.BudgetRemaining = ObjectiveRows.LeastBudget(status.Objectives);
        if (finding.Exporter is { } exporter) status.Exporter = exporter.Status;
        status.Learned = LearnedOf(before?.Learned, finding, memory, now);
        FindingConditions.Write(new(status.Conditions!, monitor.Metadata.Generation, now), finding);
        return status;
    }

    /// <summary>
    /// A record that is still pending although another reconcile came: the process ended between the intent and the confirmation.
    /// What the target shows tells what became of it.
    /// </summary>
    private static List<DecisionRecord>? Settled(IList<DecisionRecord>? records, Finding finding) =>
        records?.Select(r => r.Outcome != DecisionOutcome.Pending || r.Id == finding.Record?.Id
            ? r
            : r with { Outcome = r.To == finding.Replicas.Current ? DecisionOutcome.Applied : DecisionOutcome.Failed }).ToList();

    private static ModelMonitorStatus Carry(V1Alpha1ModelMonitor monitor, ModelMonitorStatus? before) => (before ?? new()) with
    {
        ObservedGeneration = monitor.Metadata.Generation,
        // Copies of what is changed in place: the status before stays as it is.
        Objectives = before?.Objectives?.Select(o => o with { }).ToList(),
        Conditions = before?.Conditions?.Select(c => c with { }).ToList() ?? [],
        Decisions = before?.Decisions?.Where(DecisionRecords.IsWhole).ToList(),
    };

    private static LearnedStatus? LearnedOf(LearnedStatus? before, Finding finding, MonitorMemory memory, DateTimeOffset now)
    {
        var learned = memory.State.Learned;
        var isDue = finding.Record is not null
            || (LearnedText.HasMoved(before, learned) && (memory.LearnedWrittenAt is not { } written || now < written || now - written > RelearnAfter));
        if (!isDue || LearnedText.Of(learned) is not { } status || status == before) return before;
        memory.LearnedWrittenAt = now;
        return status;
    }
}
