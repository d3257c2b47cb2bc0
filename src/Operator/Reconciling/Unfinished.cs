using ModelMonitor.Decisions;
using ModelMonitor.Resources;

namespace ModelMonitor.Operator.Reconciling;

/// <summary>
/// What becomes of a decision that a process recorded and of which it could not write down whether it was carried out. The target tells:
/// it has the wanted replicas, or the decision is carried out now, or it is given up. Pure.
/// </summary>
public static class Unfinished
{
    /// <summary>
    /// Takes an unfinished decision up again when it is still good: the same target and spec, not carried out, as fresh as a sample has to
    /// be, and the present decision wants no more. The process that made it knew more than one that just started. Replicas are removed
    /// only when the present decision agrees that everything is known and nothing has to grow.
    /// </summary>
    /// <param name="record">The unfinished decision, or null.</param>
    /// <param name="outcome">What the pipeline decides now.</param>
    /// <param name="before">The pipeline's state before.</param>
    /// <param name="monitor">The monitor.</param>
    /// <param name="target">The target.</param>
    /// <param name="now">The present.</param>
    /// <returns>The outcome to act on, and the record to act under; null when the unfinished one does not count.</returns>
    public static (Outcome Outcome, DecisionRecord? Intent) Resume(
        DecisionRecord? record, Outcome outcome, MonitorState before, V1Alpha1ModelMonitor monitor, Target target, DateTimeOffset now)
    {
        if (record is null || outcome.Decision is not { } decision || DecisionRecords.Read(record) is not { } recorded) return (outcome, null);
        var isSame = record.TargetUid == target.Scale.Metadata.Uid
            && record.From == target.Scale.SpecReplicas
            && monitor.Status?.ObservedGeneration == monitor.Metadata.Generation;
        if (!isSame || now - record.Time > Constants.FreshFor || decision.To > Math.Max(record.From, record.To)) return (outcome, null);
        if (record.To < record.From && decision.Unknown is not null) return (outcome, null);
        return (outcome with { Decision = recorded, State = outcome.State.WithChanges(before.Changes, now).WithChange(new(now, record.From, record.To), now) }, record);
    }

    /// <summary>Says what became of an unfinished decision that is not taken up again.</summary>
    /// <param name="record">The unfinished decision, or null.</param>
    /// <param name="state">The pipeline's state.</param>
    /// <param name="target">The target.</param>
    /// <param name="now">The present.</param>
    /// <returns>The state, in which a change that was made counts, and the record with its outcome.</returns>
    public static (MonitorState State, DecisionRecord? Record) Settle(DecisionRecord? record, MonitorState state, Target target, DateTimeOffset now)
    {
        if (record is null) return (state, null);
        var carriedOut = record.TargetUid == target.Scale.Metadata.Uid && record.To == target.Scale.SpecReplicas;
        return carriedOut
            ? (state.WithChange(new(record.Time, record.From, record.To), now), record with { Outcome = DecisionOutcome.Applied })
            : (state, record with { Outcome = DecisionOutcome.Failed });
    }
}
