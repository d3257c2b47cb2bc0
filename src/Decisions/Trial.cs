namespace ModelMonitor.Decisions;

/// <summary>
/// The way down for a target that was never busy: no objective was ever in trouble, so no pod's capacity is known, and fewer pods than
/// there are were never seen. Only a try could tell, and what a try may cost is what an error budget is for: with one on every scaling
/// objective, half of it left, one step is tried from <c>n</c> pods to <c>m</c> where
/// <code>
/// value / bound ≤ 0.8 · (m / n)²      for every scaling objective, in every interval of the stabilisation window
/// </code>
/// and for the requests that wait per ready pod, which has <see cref="Constants.WaitingWhenFull"/> for a bound: each of the rest gets n / m
/// times as many requests, and is slower by it, at worst in proportion. That leaves out queues, which grow faster the fuller pods are; where
/// one forms, the trouble teaches what a pod carries, and that is the end of trials.
/// </summary>
public static class Trial
{
    /// <summary>The replicas to try: the least step that is worth a change.</summary>
    /// <param name="current">What there is, above 0.</param>
    public static int Fewer(int current) => current - Math.Max(1, (int)Math.Ceiling(Constants.WorthShrinking * current));

    /// <summary>The highest share of its bound that an objective may have for the next trial; 0 or less where none may be made.</summary>
    /// <param name="current">What there is, above 0.</param>
    /// <param name="limits">The plan's bounds and reserve: those pods are for what is to come, and carry nothing now.</param>
    public static double HighestShare(int current, ScalingLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var fewer = Fewer(current);
        if (fewer < Math.Max(1, limits.MinReplicas)) return 0;
        var carrying = Math.Min(fewer - limits.ReservePods, fewer / (1 + limits.ReserveShare));
        return carrying < 1 ? 0 : Constants.RiskShare * carrying * carrying / ((double)current * current);
    }

    /// <summary>Whether a step may be tried now; the stabilisation window makes it last.</summary>
    internal static bool IsAllowed(Situation s)
    {
        var highest = HighestShare(s.Current, s.Limits);
        return highest > 0 && s.Settled && s.Capacity.Limit is null && s.Scaling.Length > 0
            && s.Scaling.All(one => IsFarFromTrouble(one) && one.Badness <= highest)
            // Over a window, as latencies are: at one moment a few always wait between two steps of a batch.
            && LoadHistory.IsWhole(s.History) && s.History.Average(h => h.Waiting / h.Ready) <= highest * Constants.WaitingWhenFull;
    }

    private static bool IsFarFromTrouble(Judged one) => one is
    {
        Level: Level.Good,
        Verdict: { State: ObjectiveState.Met, Budget: { State: BudgetState.Healthy, Remaining: >= Constants.TrialBudget } },
    };
}
