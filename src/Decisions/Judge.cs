using System.Collections.Immutable;

namespace ModelMonitor.Decisions;

/// <summary>
/// Step 1: how each objective stands. An interval counts once, however often it is looked at: only a reading with a new sample time
/// is judged. An error budget that burns fast puts an objective at risk that would be Met.
/// </summary>
internal static class Judge
{
    public static (ImmutableArray<ObjectiveMemory> Memory, ImmutableArray<ObjectiveVerdict> Verdicts) Run(
        Plan plan, ImmutableArray<ObjectiveMemory> memory, Observation observation, DateTimeOffset now)
    {
        var next = ImmutableArray.CreateBuilder<ObjectiveMemory>(plan.Objectives.Count);
        var verdicts = ImmutableArray.CreateBuilder<ObjectiveVerdict>(plan.Objectives.Count);
        foreach (var objective in plan.Objectives)
        {
            var reading = observation.Objectives.TryGetValue(objective.Name, out var found) ? found : Reading.Unknown(UnknownReason.Collecting);
            var last = Find(memory, objective) ?? new(objective, ObjectiveState.Unknown, now, default, [], null);
            BudgetVerdict? budget = null;
            if (objective.Budget is { } promised)
            {
                (var remembered, budget) = Budgets.Judge(objective, promised, last.Budget, observation.Events.GetValueOrDefault(objective.Name), now);
                last = last with { Budget = remembered };
            }

            var (one, verdict) = One(last, Freshness.Check(reading, now), budget is { IsFast: true }, now);
            next.Add(one);
            verdicts.Add(verdict with { Budget = budget });
        }

        return (next.MoveToImmutable(), verdicts.MoveToImmutable());
    }

    /// <summary>How good a value is. A bound that is met exactly is met.</summary>
    public static Level LevelOf(Objective objective, double value)
    {
        var bound = objective.Bound;
        if (objective.GoodIsBelow)
            return value > bound ? Level.Over : value >= Constants.RiskShare * bound ? Level.Risk : Level.Good;

        // Above a bound, the distance to the best value counts; a count has no best value, there the bound's own size does.
        var risk = Indicators.IsShare(objective.Indicator)
            ? 1 - (Constants.RiskShare * (1 - bound))
            : bound / Constants.RiskShare;
        return value < bound ? Level.Over : value <= risk ? Level.Risk : Level.Good;
    }

    private static ObjectiveMemory? Find(ImmutableArray<ObjectiveMemory> memory, Objective objective)
    {
        foreach (var one in memory)
            if (one.Objective == objective) return one;
        return null;
    }

    private static (ObjectiveMemory, ObjectiveVerdict) One(ObjectiveMemory last, Reading reading, bool burnsFast, DateTimeOffset now)
    {
        if (!reading.TryGet(out var value)) return Unknown(last, reading, now);
        var objective = last.Objective;
        var next = last with { Last = reading, UnknownSince = null };
        if (Freshness.IsNew(reading.SampleTime, last.Last.SampleTime, now))
        {
            ImmutableArray<Level> levels = [.. last.Levels.Add(LevelOf(objective, value)).TakeLast(Constants.JudgedIntervals)];
            var state = Next(last.State, levels);
            if (burnsFast && state == ObjectiveState.Met) state = ObjectiveState.AtRisk;
            next = next with { Levels = levels, State = state, Since = state == last.State ? last.Since : now };
        }

        var text = $"{Text.Value(objective.Indicator, value)}, bound {Text.Value(objective.Indicator, objective.Bound)}";
        return next.State == ObjectiveState.Unknown
            ? (next, new(objective.Name, next.State, reading, UnknownReason.Collecting, $"{text}; one more interval decides", next.Since))
            : (next, new(objective.Name, next.State, reading, null, text, next.Since));
    }

    private static (ObjectiveMemory, ObjectiveVerdict) Unknown(ObjectiveMemory last, Reading reading, DateTimeOffset now)
    {
        var reason = reading.Reason ?? UnknownReason.Collecting;
        var since = last.UnknownSince ?? now;
        var why = reading.Detail is { } detail ? $"{reason}: {Text.Clip(detail, 200)}" : $"{reason}";
        var next = last with { UnknownSince = since };
        if (last.State != ObjectiveState.Unknown && now - since < Constants.UnknownHold)
            return (next, new(last.Objective.Name, last.State, last.Last, reason, $"held for one interval, {why}", last.Since));

        next = next with
        {
            State = ObjectiveState.Unknown,
            Since = last.State == ObjectiveState.Unknown ? last.Since : now,
            Levels = [],
        };
        return (next, new(last.Objective.Name, ObjectiveState.Unknown, reading, reason, why, next.Since));
    }

    private static ObjectiveState Next(ObjectiveState state, ImmutableArray<Level> levels)
    {
        var over = levels.Count(l => l == Level.Over);
        var whole = levels.Length == Constants.JudgedIntervals;
        if (over >= Constants.BreachedIntervals) return ObjectiveState.Breached;
        if (state == ObjectiveState.Breached && !(whole && over == 0)) return ObjectiveState.Breached;
        if (levels.Length > 1 && levels[^1] != Level.Good && levels[^2] != Level.Good) return ObjectiveState.AtRisk;
        if (state == ObjectiveState.AtRisk && !(whole && levels.All(l => l == Level.Good))) return ObjectiveState.AtRisk;
        return state == ObjectiveState.Unknown && levels[^1] != Level.Good ? ObjectiveState.Unknown : ObjectiveState.Met;
    }
}
