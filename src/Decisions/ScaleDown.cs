namespace ModelMonitor.Decisions;

/// <summary>
/// Step 8, for a surplus that has lasted: it has to be worth a change, every pod that was ordered in place, no objective breached, no budget
/// burning away, and the pods that remain must carry what arrives now within their capacity (the check of "one pod fewer" that Dynamo's and
/// llm-d's planners make).
/// </summary>
internal static class ScaleDown
{
    public static Proposal Run(Proposal p, Situation s)
    {
        if (p.To >= s.Current) return p;
        if (s.Pending > 0) return p.Hold(s.Current, DecisionReason.HeldPodsPending, Guard.PodsPending, Propose.NotReady(s));
        foreach (var one in s.Scaling)
        {
            if (one.IsBreached) return new(s.Current, one.Objective.Name, DecisionReason.LatencyBreached, one.ToString());
            if (one.Verdict.Budget is { } budget && (budget.IsFast || budget is { State: BudgetState.BudgetSpent, BurnRate: > 1 }))
            {
                return p.Hold(s.Current, DecisionReason.HeldBudgetSpent, Guard.Budget, $"the error budget of {Text.Clip(one.Objective.Name, 63)}: {budget.Detail}") with
                {
                    Trigger = one.Objective.Name,
                };
            }
        }

        if (s.Need is { } need)
        {
            var carried = Math.Max(s.Fewest, Count.Ceiling(Math.Max(s.Demand.Rate, s.Demand.Planned) / need.PodRate));
            if (carried > p.To) p = p.Trim(Math.Min(carried, s.Current), Guard.Surplus, $"{Text.Whole(carried)} pods carry what arrives now");
        }

        if (s.Current - p.To >= Math.Max(1, Constants.WorthShrinking * s.Current)) return p;
        return p.Hold(s.Current, DecisionReason.HeldSurplusTooSmall, Guard.Surplus, p.To == s.Current && p.Limit is { } needed
            ? needed
            : $"a surplus of {Text.Whole(s.Current - p.To)} of {Text.Whole(s.Current)} pods is under {Text.Number(Constants.WorthShrinking * 100)}%");
    }
}
