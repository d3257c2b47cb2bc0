using ModelMonitor.Resources;

namespace ModelMonitor.Cli.Explaining;

/// <summary>Decisions in words. Pure.</summary>
internal static class DecisionWords
{
    /// <summary>The gates after the wish, by their steps' names, and the words for one that changed the number.</summary>
    private static readonly (string Step, string Words)[] Gates =
    [
        ("gated", "other people's numbers, and what is not known, make it"),
        ("stabilized", "the stabilisation window makes it"),
        ("checked", "the rules for shrinking and for pods that are not there yet make it"),
        ("rateLimited", "the rate policies make it"),
    ];

    /// <summary>Explains a decision.</summary>
    /// <param name="record">The decision as status has it.</param>
    public static DecisionExplanation Of(DecisionRecord record) => new()
    {
        Id = record.Id,
        Time = record.Time,
        From = record.From,
        To = record.To,
        Outcome = record.Outcome,
        Trigger = record.Trigger,
        Reason = record.Reason,
        Why = ReasonWords.Of(record.Reason),
        LimitedBy = record.LimitedBy,
        Message = record.Message,
        Otherwise = record.Otherwise,
        Inputs = record.Inputs,
        Steps = record.Steps,
        StepTexts = [.. Steps(record)],
    };

    private static IEnumerable<string> Steps(DecisionRecord record)
    {
        if (record.Steps is not { } steps) yield break;
        if (Of("demand") is { } demand) yield return $"{demand} requests/s are planned for";
        if (Of("podCapacity") is { } capacity) yield return $"one pod carries {capacity} requests/s within the objectives";
        if (Of("headroom") is { } headroom) yield return $"{headroom} of capacity are planned per unit of demand";
        if (Of("need") is { } need) yield return $"that needs {need} pods";
        var number = Of("proposed");
        if (number is not null) yield return $"asked for by {record.Trigger}: {number} replicas";
        foreach (var (step, words) in Gates)
        {
            if (Of(step) is not { } after) continue;
            if (number is not null && after != number) yield return $"{words} {after}";
            number = after;
        }

        var to = record.To.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (number is not null && number != to) yield return $"minReplicas and maxReplicas make it {to}";

        string? Of(string name) => steps.TryGetValue(name, out var text) ? text : null;
    }
}
