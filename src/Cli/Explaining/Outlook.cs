using ModelMonitor.Cli.Listing;
using ModelMonitor.Cli.Printing;
using ModelMonitor.Decisions;
using ModelMonitor.Resources;

namespace ModelMonitor.Cli.Explaining;

/// <summary>
/// What would change the number of replicas, with the numbers of this monitor. They follow from what status keeps of what was learned;
/// the operator's own are fresher, so they say "about". Pure.
/// </summary>
internal static class Outlook
{
    /// <summary>What would lead to more, or what keeps them from it.</summary>
    /// <param name="facts">The monitor.</param>
    public static IEnumerable<string> More(Facts facts)
    {
        if (Never(facts) is { } never)
        {
            yield return never;
            yield break;
        }

        if (facts.Condition("Contested", "True") is { Reason: "ReplicasReverted" })
        {
            yield return $"nothing is sent while somebody puts the replicas back; it is tried again after {Ages.Of(Constants.ShortestYield)}, then after 20m, 40m and every {Ages.Of(Constants.LongestYield)}";
            yield break;
        }

        var (limits, current) = (facts.Limits!, facts.Current!.Value);
        if (current >= limits.MaxReplicas)
        {
            yield return $"no more than maxReplicas ({Numbers.Text(limits.MaxReplicas)}) are ever ordered";
            yield break;
        }

        if (facts.Condition("CapacityAvailable", "False") is not null)
        {
            var next = facts.LastChange is { Reason: nameof(DecisionReason.CapacityReleased) } released ? $" (at {Numbers.Clock(released.Time + Constants.ShortestYield)} at the earliest)" : "";
            yield return $"no more are ordered until an ordered pod becomes ready, or the wait after the last refusal is over{next}";
            yield break;
        }

        if (facts.Condition("MetricsAvailable", "False") is { } metrics)
        {
            yield return $"nothing is ordered for a load that is not known ({metrics.Reason}); only an objective that is known and breached may still ask for more";
            yield break;
        }

        if (facts.Condition("ScalingLimited", "True") is { Reason: nameof(DecisionReason.ScalingIneffective) })
            yield return "while the pods are under half used, misses alone order nothing";
        else if (Threshold(facts, current, Constants.Tolerance) is { } above)
            yield return $"one more pod is ordered when demand passes about {above} requests/s ({PerPod(facts)}, with 5% of tolerance)";
        else
            yield return "what one pod carries is not learned yet: more are ordered only when an objective that scales is breached, or requests wait on full pods";
        yield return "one more pod is ordered when requests wait on full pods through a whole window, whatever the demand";
        yield return $"at most {Rates(limits.Up)}";
    }

    /// <summary>What would lead to fewer, or what keeps them from it.</summary>
    /// <param name="facts">The monitor.</param>
    public static IEnumerable<string> Fewer(Facts facts)
    {
        if (Never(facts) is not null || facts.Condition("Contested", "True") is { Reason: "ReplicasReverted" }) yield break;
        var (limits, current) = (facts.Limits!, facts.Current!.Value);
        if (current <= limits.MinReplicas)
        {
            yield return $"no fewer than minReplicas ({Numbers.Text(limits.MinReplicas)}) are ever kept";
            yield break;
        }

        foreach (var until in Untils(facts)) yield return $"nothing shrinks until {until}";
        var fewer = Math.Max(limits.MinReplicas, Trial.Fewer(current));
        if (fewer > 0 && Threshold(facts, fewer, 0) is { } below)
            yield return $"{Numbers.Pods(current - fewer)} may go when demand stays under about {below} requests/s for {Ages.Of(facts.Hold)} ({PerPod(facts)})";
        else if (fewer == 0)
            yield return $"the last pod goes when no request came and none waited at the gateway for {Ages.Of(Constants.IdleTime)} or longer";
        else
            yield return $"a level that fewer pods have carried before has to last for {Ages.Of(facts.Hold)}";
        if (fewer > 0 && facts.PodCapacity is null && Trial.HighestShare(current, limits) is > 0 and var share)
        {
            yield return $"{Numbers.Pods(fewer)} may be tried when every objective that scales has an error budget with {Numbers.Text(Constants.TrialBudget * 100)}% left and "
                + $"stays under {Numbers.Text(share * 100)}% of its bound for {Ages.Of(facts.Hold)}, and no more than {Numbers.Text(share * Constants.WaitingWhenFull)} requests wait per pod";
        }

        yield return $"at most {Rates(limits.Down)}";
    }

    private static IEnumerable<string> Untils(Facts facts)
    {
        if (facts.Condition("Contested", "True") is { Reason: "ManualHold" } manual && manual.LastTransitionTime != default)
            yield return $"{Numbers.Clock(manual.LastTransitionTime + Constants.ManualHold)} at the earliest: a number that somebody set stands for {Ages.Of(Constants.ManualHold)}";
        if (facts.Condition("MetricsAvailable", "False") is { } metrics) yield return $"metrics are known again ({metrics.Reason})";
        foreach (var one in facts.Scaling)
        {
            if (one.State == "Breached") yield return $"{one.Name} is no longer breached";
            if (GuardWords.BudgetHold(one) is { } hold) yield return $"the error budget allows it: not {hold}";
        }

        if (facts.Pending > 0) yield return $"all {Numbers.Text(facts.Current!.Value)} pods are ready ({Numbers.Text(facts.Pending)} still to come)";
        if (facts.HeldUntil is { } held) yield return $"{Numbers.Clock(held)} at the earliest: more were ordered at {Numbers.Clock(facts.LastChange!.Time)}";
    }

    /// <summary>Why replicas are not moved at all; null when they may be.</summary>
    private static string? Never(Facts facts)
    {
        if (facts.Monitor.Spec.Scaling is null) return "replicas are never moved: spec.scaling is left out";
        if (facts.Monitor.Spec.Mode == MonitorMode.Paused) return "replicas are not moved until spec.mode is Enforce";
        if (facts.Limits is null || facts.Current is null || !ConditionView.IsUpToDate(facts.Monitor)) return "replicas are not moved until the operator has judged the spec as it is now";
        if (facts.Condition("Ready", "False") is { Reason: not "ObjectiveUnknown" } problem) return $"replicas are not moved until this is put right: {problem.Message}";
        return facts.Condition("Contested", "True") is { Reason: not ("ManualHold" or "ReplicasReverted") } rival ? $"replicas are not moved until this is put right: {rival.Message}" : null;
    }

    /// <summary>The demand that so many pods are planned for; null while what a pod carries is not known, or too little to say.</summary>
    private static string? Threshold(Facts facts, int pods, double tolerance)
    {
        if (facts.PodCapacity is not { } capacity || facts.Headroom is not { } headroom) return null;
        var limits = facts.Limits!;
        var carrying = Math.Min(pods - limits.ReservePods, pods / (1 + limits.ReserveShare));
        return carrying > 0 ? Numbers.Text(carrying * (1 + tolerance) * capacity / headroom) : null;
    }

    private static string PerPod(Facts facts) => $"{Numbers.Text(facts.PodCapacity!.Value)} a pod, headroom {Numbers.Text(facts.Headroom!.Value)}{(facts.Scaling.Any(o => o.State == "Breached") ? ", more while requests miss" : "")}";

    private static string Rates(DirectionRules rules)
    {
        if (rules.Select == PolicySelect.Disabled) return "0 pods: spec.scaling.behavior switches this direction off";
        if (rules.Policies.Count == 0) return "any number at once";
        var each = rules.Policies.Select(p => $"{(p.IsPercent ? $"{Numbers.Text(p.Value)}%" : Numbers.Pods(p.Value))} in {Ages.Of(p.Period)}");
        return $"{string.Join(" or ", each)}{(rules.Policies.Count == 1 ? "" : rules.Select == PolicySelect.Max ? ", whichever is more" : ", whichever is less")}";
    }
}
