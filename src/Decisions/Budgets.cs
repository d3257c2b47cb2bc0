using System.Collections.Immutable;

namespace ModelMonitor.Decisions;

/// <summary>
/// Part of step 1: how an objective's error budget stands.
/// <code>
/// burn rate  = bad share / allowed share, of the events that are known
/// burning    = burn rate over the factor in both windows of a pair; over when the short one was not for three intervals
/// remaining  = 1 − bad / (allowed share · expected events), over the budget's own window; expected = known events / known share of time
/// spent      = nothing remains; over when something does for three intervals
/// </code>
/// So time of which nothing is known counts as time of as many events, all of them good: a gap spends nothing, and a service (or a
/// history) of one day has the budget of the whole window before it, not of that day.
/// A pair is judged when half of both its windows is known and the long one holds enough events; in the short one three must be bad,
/// since of few requests one alone is a high rate.
/// </summary>
internal static class Budgets
{
    /// <param name="objective">The objective.</param>
    /// <param name="budget">Its budget.</param>
    /// <param name="memory">What the last call gave, or null.</param>
    /// <param name="events">Its events as far as they are known; null when nobody counts them.</param>
    /// <param name="now">The present.</param>
    public static (BudgetMemory Memory, BudgetVerdict Verdict) Judge(
        Objective objective, ErrorBudget budget, BudgetMemory? memory, ObjectiveEvents? events, DateTimeOffset now)
    {
        var (allowed, last) = (objective.Allowed, memory ?? BudgetMemory.Start);
        var pairs = BurnWindows.All;
        var burns = ImmutableArray.CreateBuilder<Latch>(pairs.Length);
        var isKnown = false;
        for (var i = 0; i < pairs.Length; i++)
        {
            var pair = Pair.Of(pairs[i], budget, allowed, events);
            isKnown |= pair.IsJudged;
            burns.Add(last.Burns[i].Next(pair.Burns, pair.GoesOn, now));
        }

        var whole = Counted.Of(events, budget.Window, allowed);
        var remaining = whole.Remaining;
        isKnown |= remaining is not null && whole.IsCovered;
        var next = new BudgetMemory(burns.MoveToImmutable(), last.Spent.Next(remaining <= 0, remaining is { } r ? r <= 0 : null, now));
        return (next, Verdict(next, budget, events, allowed, remaining, isKnown));
    }

    private static BudgetVerdict Verdict(
        BudgetMemory memory, ErrorBudget budget, ObjectiveEvents? events, double allowed, double? remaining, bool isKnown)
    {
        var left = remaining is { } r ? $"{Text.Number(r * 100)}% of the budget is left" : "what is left of the budget is not known";
        var isFast = BurnWindows.All.Zip(memory.Burns).Any(b => b.First.IsFast && b.Second.IsOn);
        var burning = BurnWindows.All.Zip(memory.Burns).FirstOrDefault(b => b.Second.IsOn).First;
        var (rate, over) = burning is null ? Shortest(events, allowed) : (Counted.Of(events, burning.Long, allowed).Rate, burning.Long);
        var burn = rate is { } b ? $"; it burns at {Text.Number(b)} times the rate that it can bear (over {Text.Length(over)})" : "";
        if (memory.Spent.IsOn) return new(BudgetState.BudgetSpent, rate, remaining, isFast, $"the budget of {Text.Length(budget.Window)} is spent: {left}{burn}");
        if (burning is not null)
        {
            var limit = $", limit {Text.Number(burning.Factor(budget.Window))} over {Text.Length(burning.Long)} and {Text.Length(burning.Short)}";
            return new(BudgetState.BudgetBurning, rate, remaining, isFast, $"{left}{burn}{limit}");
        }

        return isKnown
            ? new(BudgetState.Healthy, rate, remaining, false, $"{left}{burn}")
            : new(BudgetState.Unknown, rate, remaining, false, WhyUnknown(events, budget, allowed));
    }

    private static (double? Rate, TimeSpan Over) Shortest(ObjectiveEvents? events, double allowed)
    {
        foreach (var length in (events?.Windows.Keys ?? []).Order())
            if (Counted.Of(events, length, allowed) is { IsEnough: true, Rate: { } rate }) return (rate, length);
        return (null, default);
    }

    private static string WhyUnknown(ObjectiveEvents? events, ErrorBudget budget, double allowed)
    {
        if (events is null) return "its events are not counted yet";
        if (events.Detail is { } detail) return Text.Clip(detail, 200);
        var whole = Counted.Of(events, budget.Window, allowed);
        return whole.HasEvents
            ? $"less than {Text.Number(Constants.BudgetCoverage * 100)}% of each window is known"
            : $"{Text.Number(whole.Total)} events are known of the last {Text.Length(budget.Window)}; {Text.Number(Constants.BudgetEvents / allowed)} are needed";
    }

    /// <summary>The two windows of a pair as they are now.</summary>
    private readonly record struct Pair(bool IsJudged, bool Burns, bool? GoesOn)
    {
        public static Pair Of(BurnWindows windows, ErrorBudget budget, double allowed, ObjectiveEvents? events)
        {
            if (windows.Long > budget.Window) return default;
            var factor = windows.Factor(budget.Window);
            var (wide, near) = (Counted.Of(events, windows.Long, allowed), Counted.Of(events, windows.Short, allowed));
            bool? goesOn = near.IsCovered ? near.Bad >= Constants.BudgetBadEvents && near.Rate > factor : null;
            var isJudged = goesOn is not null && wide.IsEnough;
            return new(isJudged, isJudged && goesOn == true && wide.Rate > factor, goesOn);
        }
    }

    /// <summary>The events of one window, in terms of the budget. Numbers that no counter can give are no events.</summary>
    private readonly record struct Counted(double Bad, double Total, double Covered, double Allowed)
    {
        public bool IsCovered => Covered >= Constants.BudgetCoverage;

        /// <summary>Enough events that as many bad ones as are allowed could be told from chance.</summary>
        public bool HasEvents => Total * Allowed >= Constants.BudgetEvents * (1 - 1e-9);

        public bool IsEnough => IsCovered && HasEvents;

        public double? Rate => Total > 0 ? Bad / Total / Allowed : null;

        public double? Remaining => HasEvents && Covered > 0 ? 1 - (Bad / Total / Allowed * Covered) : null;

        public static Counted Of(ObjectiveEvents? events, TimeSpan length, double allowed)
        {
            if (events is null || !events.Windows.TryGetValue(length, out var count)) return new(0, 0, 0, allowed);
            if (!double.IsFinite(count.Total) || !double.IsFinite(count.Good) || !(count.Covered > 0)) return new(0, 0, 0, allowed);
            var total = Math.Max(0, count.Total);
            return new(Math.Clamp(total - count.Good, 0, total), total, Math.Min(1, count.Covered), allowed);
        }
    }
}
