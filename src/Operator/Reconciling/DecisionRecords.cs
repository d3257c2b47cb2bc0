using ModelMonitor.Decisions;
using ModelMonitor.Resources;

namespace ModelMonitor.Operator.Reconciling;

/// <summary>Decisions as they stand on the object.</summary>
public static class DecisionRecords
{
    /// <summary>A new record, with an id of its own.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="outcome">One of <see cref="DecisionOutcome"/>.</param>
    /// <param name="now">The present.</param>
    /// <param name="targetUid">Uid of the target that was decided on; null when it does not matter.</param>
    public static DecisionRecord Of(Decision decision, string outcome, DateTimeOffset now, string? targetUid = null) => new()
    {
        Id = Guid.NewGuid().ToString("N")[..12],
        Time = now,
        Trigger = decision.Trigger,
        From = decision.From,
        To = decision.To,
        LimitedBy = decision.LimitedBy?.ToString(),
        Reason = decision.Reason.ToString(),
        Message = decision.Message,
        Outcome = outcome,
        TargetUid = targetUid,
        Inputs = decision.Inputs.Count == 0 ? null : decision.Inputs.ToDictionary(i => i.Name, i => i.Text),
    };

    /// <summary>
    /// Whether a record has every text that ours have. One that came from elsewhere may not; written back with an empty text, some servers
    /// (1.20) refuse the whole status.
    /// </summary>
    /// <param name="record">The record.</param>
    public static bool IsWhole(DecisionRecord record) =>
        record is { Id.Length: > 0, Trigger.Length: > 0, Reason.Length: > 0, Message.Length: > 0, Outcome.Length: > 0 };

    /// <summary>The decision that a record was made of, so that a successor can carry it out; null when it was written by other words.</summary>
    /// <param name="record">The record.</param>
    public static Decision? Read(DecisionRecord record) => Enum.TryParse<DecisionReason>(record.Reason, out var reason)
        ? new(
            record.From,
            record.To,
            record.Trigger,
            reason,
            Enum.TryParse<Guard>(record.LimitedBy, out var guard) ? guard : null,
            null,
            record.Message,
            [.. (record.Inputs ?? new Dictionary<string, string>()).Select(i => new DecisionInput(i.Key, i.Value))])
        : null;
}
