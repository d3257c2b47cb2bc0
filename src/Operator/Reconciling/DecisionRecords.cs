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
    public static DecisionRecord Of(Decision decision, string outcome, DateTimeOffset now) => new()
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
        Inputs = decision.Inputs.Count == 0 ? null : decision.Inputs.ToDictionary(i => i.Name, i => i.Text),
    };

    /// <summary>The same record with another outcome.</summary>
    /// <param name="record">The record.</param>
    /// <param name="outcome">One of <see cref="DecisionOutcome"/>.</param>
    public static DecisionRecord With(DecisionRecord record, string outcome) => new()
    {
        Id = record.Id,
        Time = record.Time,
        Trigger = record.Trigger,
        From = record.From,
        To = record.To,
        LimitedBy = record.LimitedBy,
        Reason = record.Reason,
        Message = record.Message,
        Outcome = outcome,
        Inputs = record.Inputs,
    };
}
