using System.Collections.ObjectModel;
using System.Text.Json;
using ModelMonitor.Decisions;
using ModelMonitor.Resources;

namespace ModelMonitor.Operator.Reconciling;

/// <summary>Decisions as they stand on the object.</summary>
public static class DecisionRecords
{
    /// <summary>Inputs that go only after the steps that changed nothing: what asked, and the first thing that it rests on.</summary>
    private const int InputsKept = 2;

    /// <summary>A new record, with an id of its own.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="outcome">One of <see cref="DecisionOutcome"/>.</param>
    /// <param name="now">The present.</param>
    /// <param name="targetUid">Uid of the target that was decided on; null when it does not matter.</param>
    public static DecisionRecord Of(Decision decision, string outcome, DateTimeOffset now, string? targetUid = null) => Fit(new()
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
        Otherwise = decision.Otherwise is { } otherwise ? Clip(otherwise, StatusLimits.Otherwise) : null,
        Inputs = MapOf(decision.Inputs.Select(i => (i.Name, Clip(i.Text, StatusLimits.Word))), StatusLimits.Inputs),
        Steps = MapOf(decision.Steps.Where(s => double.IsFinite(s.Value)).Select(s => (s.Name, ValueText.Number(s.Value))), StatusLimits.Steps),
    });

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
            [.. (record.Inputs ?? NoEntries).Select(i => new DecisionInput(i.Key, i.Value))])
        {
            Otherwise = record.Otherwise,
            Steps = [.. (record.Steps ?? NoEntries).Where(s => ValueText.Read(s.Value) is not null).Select(s => new DecisionStep(s.Key, ValueText.Read(s.Value)!.Value))],
        }
        : null;

    private static IDictionary<string, string> NoEntries { get; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>
    /// Cuts a record to <see cref="StatusLimits.DecisionBytes"/>, what the message says already first: inputs but for two, steps that changed
    /// nothing, the other inputs, steps, what would have been otherwise. The message itself is cut last.
    /// </summary>
    private static DecisionRecord Fit(DecisionRecord record)
    {
        while (JsonSerializer.SerializeToUtf8Bytes(record, ResourcesJsonContext.Default.DecisionRecord).Length > StatusLimits.DecisionBytes)
        {
            record = record switch
            {
                { Inputs.Count: > InputsKept } => record with { Inputs = WithoutLast(record.Inputs) },
                { Steps: { } steps } when WithoutRepeats(steps) is { } telling && telling.Count < steps.Count => record with { Steps = telling },
                { Inputs.Count: > 0 } => record with { Inputs = WithoutLast(record.Inputs) },
                { Steps.Count: > 0 } => record with { Steps = WithoutLast(record.Steps) },
                { Otherwise: not null } => record with { Otherwise = null },
                _ => record with { Message = Clip(record.Message, record.Message.Length - 16) },
            };
        }

        return record;
    }

    // An objective may be called as one of the other inputs is: its own comes first, and stays.
    private static Dictionary<string, string>? MapOf(IEnumerable<(string Name, string Text)> entries, int most)
    {
        var map = entries.DistinctBy(e => e.Name).Take(most).ToDictionary(e => e.Name, e => e.Text);
        return map.Count == 0 ? null : map;
    }

    // A step that left the number as it was.
    private static Dictionary<string, string> WithoutRepeats(IDictionary<string, string> steps) =>
        steps.Where((s, i) => i == 0 || s.Value != steps.ElementAt(i - 1).Value).ToDictionary();

    private static Dictionary<string, string>? WithoutLast(IDictionary<string, string> map) =>
        map.Count <= 1 ? null : map.Take(map.Count - 1).ToDictionary();

    // Never between the halves of a surrogate pair: half a character is no valid JSON.
    private static string Clip(string text, int length)
    {
        if (text.Length <= length) return text;
        var end = Math.Max(length - 3, 0);
        return string.Concat(text.AsSpan(0, end > 0 && char.IsHighSurrogate(text[end - 1]) ? end - 1 : end), "...");
    }
}
