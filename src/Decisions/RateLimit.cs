using System.Collections.Immutable;

namespace ModelMonitor.Decisions;

/// <summary>
/// Step 10: how much may change in a period, exactly as HorizontalPodAutoscaler's <c>behavior</c> counts it: each policy speaks of the
/// replicas at its period's start, which are the present ones without what was added, and with what was removed, since then.
/// </summary>
internal static class RateLimit
{
    public static Proposal Run(
        Proposal p, int current, ScalingLimits limits, ImmutableArray<PastChange> changes, DateTimeOffset now)
    {
        if (p.To == current) return p;
        var grows = p.To > current;
        var rules = grows ? limits.Up : limits.Down;
        var allowed = Allowed(rules, grows, current, changes, now);
        if (allowed is not { } bound || (grows ? p.To <= bound : p.To >= bound)) return p;

        var way = grows ? "most" : "fewest";
        if (bound != current) return p.Trim(bound, Guard.RateLimit, $"the {way} that the rate policies allow now");
        return p.Hold(current, DecisionReason.HeldRateLimited, Guard.RateLimit, rules.Select == PolicySelect.Disabled
            ? $"scaling {(grows ? "up" : "down")} is disabled"
            : $"{Text.Whole(current)} is the {way} that the rate policies allow now");
    }

    /// <summary>The furthest that the rules allow to go; null when they set no limit.</summary>
    private static int? Allowed(
        DirectionRules rules, bool grows, int current, ImmutableArray<PastChange> changes, DateTimeOffset now)
    {
        if (rules.Select == PolicySelect.Disabled) return current;
        if (rules.Policies.Count == 0) return null;

        int? furthest = null;
        foreach (var policy in rules.Policies)
        {
            var allowed = Allowed(policy, grows, Start(current, policy.Period, changes, now));
            var wider = furthest is not { } other || (grows ? allowed > other : allowed < other);
            if (furthest is null || wider == (rules.Select == PolicySelect.Max)) furthest = allowed;
        }

        // What earlier changes used up is never taken back: the bound is never on the other side of the present number.
        return grows ? Math.Max(current, furthest ?? current) : Math.Min(current, furthest ?? current);
    }

    private static int Allowed(RatePolicy policy, bool grows, double start) => (policy.IsPercent, grows) switch
    {
        (true, true) => Count.Ceiling(start * (1 + (policy.Value / 100.0))),
        (true, false) => Count.Floor(start * (1 - (policy.Value / 100.0))),
        (false, true) => Count.Floor(start + policy.Value),
        (false, false) => Count.Floor(start - policy.Value),
    };

    private static double Start(int current, TimeSpan period, ImmutableArray<PastChange> changes, DateTimeOffset now)
    {
        double start = current;
        foreach (var change in changes)
            if (now - change.Time < period) start += (double)change.From - change.To;
        return start;
    }
}
