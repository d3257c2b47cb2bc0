using ModelMonitor.Decisions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Resources;

namespace ModelMonitor.Cli.Explaining;

/// <summary>Limits and guards that are in force, the strongest first. Pure.</summary>
internal static class GuardWords
{
    /// <summary>Finds them.</summary>
    /// <param name="facts">The monitor.</param>
    public static IEnumerable<GuardExplanation> Of(Facts facts)
    {
        var told = new HashSet<string>();
        foreach (var condition in Conditions(facts))
        {
            if (!told.Add(condition.Reason)) continue;
            yield return new()
            {
                Reason = condition.Reason,
                Text = condition.Message,
                Since = condition.LastTransitionTime == default ? null : condition.LastTransitionTime,
                Until = Until(condition, facts),
            };
        }

        if (facts.Limits is null || facts.Monitor.Spec.Mode == MonitorMode.Paused) yield break;
        if (facts.Pending > 0)
        {
            yield return new()
            {
                Reason = nameof(DecisionReason.HeldPodsPending),
                Text = $"{Numbers.Text(facts.Status.Replicas!.Ready)} of {Numbers.Text(facts.Current!.Value)} pods are ready; the others usually are {Printing.Ages.Of(facts.ColdStart)} after they were scheduled",
                Since = facts.LastChange?.Time,
            };
        }

        foreach (var one in facts.Scaling)
            if (BudgetHold(one) is { } hold) yield return new() { Reason = nameof(DecisionReason.HeldBudgetSpent), Text = $"no pod is removed {hold}" };
        if (facts.HeldUntil is { } until)
        {
            yield return new()
            {
                Reason = nameof(DecisionReason.HeldStabilizing),
                Text = $"more were ordered at {Numbers.Clock(facts.LastChange!.Time)}: no pod is removed for {Printing.Ages.Of(facts.Hold)} from then on",
                Since = facts.LastChange.Time,
                Until = until,
            };
        }
    }

    /// <summary>Why an objective's error budget keeps pods from being removed; null when it does not.</summary>
    public static string? BudgetHold(ObjectiveStatus one) => one.BudgetState switch
    {
        nameof(BudgetState.BudgetSpent) when Numbers.Read(one.BurnRate) is not <= 1 => $"while the error budget of {one.Name} is spent ({one.BudgetRemaining ?? "?"} left) and burns on ({one.BurnRate ?? "?"} times; 1 or less ends it)",
        nameof(BudgetState.BudgetBurning) => $"while the error budget of {one.Name} burns fast ({one.BurnRate ?? "?"} times, {one.BudgetRemaining ?? "?"} left)",
        _ => null,
    };

    private static IEnumerable<Condition> Conditions(Facts facts)
    {
        (string Type, string Status)[] looked =
        [
            ("Ready", "False"), ("Ready", "Unknown"), ("MetricsAvailable", "False"), ("Contested", "True"), ("CapacityAvailable", "False"),
            ("ScalingActive", "False"), ("ScalingLimited", "True"), ("ExporterReady", "False"),
        ];
        foreach (var (type, status) in looked)
        {
            // Not Ready for an unknown metric is said better by the metric's own condition.
            if (facts.Condition(type, status) is { } found && !(found.Reason == "ObjectiveUnknown" && facts.Condition("MetricsAvailable", "False") is not null)) yield return found;
        }
    }

    /// <summary>Until when a condition's guard holds at least; null when it is not a matter of time.</summary>
    public static DateTimeOffset? Until(Condition condition, Facts facts) => condition.Reason switch
    {
        "ManualHold" when condition.LastTransitionTime != default => condition.LastTransitionTime + Constants.ManualHold,
        "CapacityUnavailable" when facts.LastChange is { Reason: nameof(DecisionReason.CapacityReleased) } released => released.Time + Constants.ShortestYield,
        _ => null,
    };
}
