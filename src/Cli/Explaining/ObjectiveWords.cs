using ModelMonitor.Cli.Printing;
using ModelMonitor.Resources;

namespace ModelMonitor.Cli.Explaining;

/// <summary>Objectives in words. Pure.</summary>
internal static class ObjectiveWords
{
    /// <summary>Explains each objective of the spec, in its order.</summary>
    /// <param name="facts">The monitor.</param>
    public static IEnumerable<ObjectiveExplanation> Of(Facts facts) => facts.Monitor.Spec.Objectives.Select(spec => Of(spec, facts));

    private static ObjectiveExplanation Of(ObjectiveSpec spec, Facts facts)
    {
        var status = facts.Status.Objectives?.FirstOrDefault(o => o.Name == spec.EffectiveName);
        var explained = new ObjectiveExplanation
        {
            Name = spec.EffectiveName,
            State = status?.State ?? "Unknown",
            Reason = status is null ? "Collecting" : status.Reason,
            Value = status?.Value,
            Bound = status?.Bound ?? (spec.Below ?? spec.Above)?.Text ?? "",
            Good = spec.Above is null ? "below" : "above",
            Scales = facts.Plan?.Objectives.Any(o => o.Name == spec.EffectiveName && o.MayScale) == true,
            AgeSeconds = status?.SampleTime is { } sampled ? Math.Max(0, (facts.Now - sampled).TotalSeconds) : null,
            BudgetRemaining = status?.BudgetRemaining,
            BurnRate = status?.BurnRate,
            BudgetState = status?.BudgetState,
        };
        return explained with { Text = $"{Value(explained)}{Budget(explained, spec.Budget)}" };
    }

    private static string Value(ObjectiveExplanation one)
    {
        var wanted = $"wanted {one.Good} {one.Bound}";
        if (one.State == "Unknown") return $"not known ({one.Reason ?? "Collecting"}), {wanted}";
        var age = one.AgeSeconds is { } seconds ? $", shown value {Ages.Of(TimeSpan.FromSeconds(seconds))} old" : "";
        return $"{one.Value ?? "a value that is not shown"}, {wanted}{age}";
    }

    private static string Budget(ObjectiveExplanation one, BudgetSpec? budget)
    {
        if (budget is null) return "";
        if (one.BudgetRemaining is not { } left) return $"; error budget ({budget.Target} of {budget.Window}) not known yet";
        var burning = one.BurnRate is { } rate ? $", burning {rate} times as fast as it would last" : "";
        return $"; error budget ({budget.Target} of {budget.Window}): {left} left{burning}{(one.BudgetState is { } state ? $" ({state})" : "")}";
    }
}
