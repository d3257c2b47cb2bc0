using ModelMonitor.Cli.Listing;
using ModelMonitor.Kubernetes;
using ModelMonitor.Resources;

namespace ModelMonitor.Cli.Explaining;

/// <summary>The answer in one sentence: the one thing that decides the number now. Pure.</summary>
internal static class Summary
{
    /// <summary>Writes it.</summary>
    /// <param name="facts">The monitor.</param>
    public static string Of(Facts facts)
    {
        var (monitor, current) = (facts.Monitor, facts.Current);
        if (monitor.Status is not { Conditions.Count: > 0 }) return "The operator has not looked at this monitor yet.";
        if (!ConditionView.IsUpToDate(monitor)) return "The operator has not looked at the newest spec yet; what follows is of the one before.";
        if (facts.Condition("Ready", "False") is { Reason: not "ObjectiveUnknown" } problem) return $"Nothing is judged and nothing is moved: {problem.Message}.";
        if (monitor.Spec.Scaling is null) return "Replicas are never moved by this monitor: spec.scaling is left out, so it judges and tells.";
        if (monitor.Spec.Mode == MonitorMode.Paused) return $"{Stay(current)} because spec.mode is Paused.";
        if (facts.Condition("Contested", "True") is { } rival) return $"{Stay(current)} because {Sentence(rival.Message)}{Until(rival, facts)}.";
        if (facts.Condition("ScalingActive", "False") is { } inactive && inactive.Reason is not ("RecommendOnly" or "AsExpected")) return OfInactive(facts, inactive);
        var sentence = OfLimits(facts) ?? OfState(facts);
        return monitor.Spec.Mode == MonitorMode.Recommend ? $"Only recommended, nothing is sent (spec.mode is Recommend). {sentence}" : sentence;
    }

    private static string OfInactive(Facts facts, Condition inactive) => facts.Condition("MetricsAvailable", "False") is { } metrics
        ? $"{Stay(facts.Current)} while metrics are unknown ({metrics.Reason}: {metrics.Message}); what is not known never removes a pod."
        : $"{Stay(facts.Current)} because {Sentence(inactive.Message)}.";

    private static string? OfLimits(Facts facts)
    {
        if (facts.Condition("CapacityAvailable", "False") is { } capacity) return $"{Stay(facts.Current)} because the cluster does not start more: {capacity.Message}.";
        return facts.Condition("ScalingLimited", "True") is { } limit ? $"{Stay(facts.Current)} because {Sentence(limit.Message)}." : null;
    }

    private static string OfState(Facts facts)
    {
        var replicas = facts.Current is { } current ? Numbers.Text(current) : "?";
        if (facts.Pending > 0) return $"{replicas} are ordered and {Numbers.Text(facts.Status.Replicas!.Ready)} are ready: the others are starting{Last(facts)}.";
        if (facts.Scaling.Select(GuardWords.BudgetHold).FirstOrDefault(h => h is not null) is { } hold) return $"{Stay(facts.Current)}: no pod is removed {hold}.";
        if (facts.HeldUntil is { } until) return $"{Stay(facts.Current)} until {Numbers.Clock(until)} at least, because more were ordered a short while ago{Last(facts)}.";
        return facts.Scaling.FirstOrDefault(o => o.State is "Breached" or "AtRisk") is { } bad
            ? $"{Stay(facts.Current)} and {bad.Name} is {(bad.State == "Breached" ? "over" : "near")} its bound: more are ordered as soon as the rules below allow."
            : $"{replicas} replicas carry the load within the objectives{Last(facts)}.{Surplus(facts)}";
    }

    private static string Until(Condition rival, Facts facts) => GuardWords.Until(rival, facts) is { } until ? $" (until {Numbers.Clock(until)} at least)" : "";

    private static string Surplus(Facts facts) => facts.Limits is { } limits && facts.Current > limits.MinReplicas
        ? $" A surplus goes when it has lasted for {Printing.Ages.Of(facts.Hold)}."
        : "";

    private static string Last(Facts facts) => facts.LastChange is { } last
        ? $"; the last change was {Numbers.Text(last.From)} to {Numbers.Text(last.To)} at {Numbers.Clock(last.Time)}, because {ReasonWords.Of(last.Reason)}"
        : "";

    private static string Stay(int? current) => current is { } replicas ? $"Replicas stay at {Numbers.Text(replicas)}" : "Replicas stay as they are";

    private static string Sentence(string text) => text.TrimEnd('.');
}
