using System.Collections.Immutable;

namespace ModelMonitor.Decisions;

/// <summary>
/// Steps 2 to 4 in their order: looks at what is new and learns from it. What comes out is the state with everything learned, and the
/// situation that the deciding steps look at.
/// </summary>
internal static class Measure
{
    public static (MonitorState State, Situation Situation) Run(Plan plan, Outcome judged, Observation observation, DateTimeOffset now)
    {
        var (state, replicas) = (judged.State, observation.Replicas);
        var ready = state.Ready.Next(replicas.Ready, now);
        var settled = IsSettled(ready, state.Changes, now) && !replicas.IsRollingOut;
        ImmutableArray<Judged> scaling =
        [
            .. plan.Objectives.Zip(judged.Verdicts, (objective, verdict) => new Judged(objective, verdict)).Where(j => j.Objective.MayScale),
        ];
        var coldStart = state.ColdStart.Next(replicas.Starts, now);
        var start = coldStart.P90 ?? state.Learned.ColdStart ?? Constants.UsualStart;
        var lead = start + Constants.ReactionTime;

        var history = LoadHistory.Remember(state.Load, observation.Load, replicas.Ready, now);
        var isNew = history.Length > 0 && (state.Load.Length == 0 || history[^1].Time != state.Load[^1].Time);
        var unknown = LoadHistory.WhyUnknown(observation.Load, replicas.Ready, now);
        // The first samples of a monitor's life come after nothing, not after an outage.
        var outage = unknown is null || state.Demand.IsEmpty ? state.OutageEnd : now;
        var (demandMemory, demand) = history.Length == 0 ? (state.Demand, default) : Demand.Estimate(state.Demand, history, lead);
        var capacity = isNew ? Capacity.Learn(state.Capacity, scaling, history, settled) : state.Capacity;

        var frozen = replicas.IsRollingOut || (outage is { } end && now - end < lead);
        var measured = new Measured(history, isNew, demand, demandMemory, capacity, lead, frozen);
        ImmutableArray<HeadroomMemory> headrooms = [.. scaling.Select(one => Headroom.Learn(Find(state, one.Objective), one, RateOf(one, observation), measured))];
        ImmutableArray<Need> needs = [.. scaling.Zip(headrooms, (one, memory) => NeedOf(one, memory, measured, start)).OfType<Need>()];

        var starting = state.Starting.Next(replicas, ready.GrewAt == now, now);
        var contention = plan.IsAdvisory ? Contention.None : state.Contention.Next(replicas.Current, state.Changes, now);
        var deadline = Constants.ShortestDeadline > 3 * start ? Constants.ShortestDeadline : 3 * start;
        var situation = new Situation(
            plan.Scaling!, replicas, scaling, unknown, measured, needs, settled, contention, starting, starting.Overdue(replicas, deadline, now), now);

        state = state with
        {
            Load = history,
            Demand = demandMemory,
            Capacity = capacity,
            Headrooms = headrooms,
            Ready = ready,
            ColdStart = coldStart,
            OutageEnd = outage,
            Starting = starting,
            Contention = contention,
            IdleSince = Zero.IdleSince(state.IdleSince, situation, observation.Load),
            Learned = LearnedBy(situation, headrooms, coldStart, state.Learned),
        };
        return (state, situation);
    }

    private static bool IsSettled(ReadyMemory ready, ImmutableArray<PastChange> changes, DateTimeOffset now) =>
        !(now - ready.GrewAt < Constants.Window) && !changes.Any(c => c.To > c.From && now - c.Time < Constants.Window);

    private static EventRate? RateOf(Judged one, Observation observation) =>
        observation.Rates.TryGetValue(one.Objective.Name, out var rate) ? rate : null;

    private static HeadroomMemory Find(MonitorState state, Objective objective)
    {
        foreach (var one in state.Headrooms)
            if (one.Objective == objective) return one;
        var value = Math.Clamp(state.Learned.Headroom ?? Constants.StartHeadroom, Constants.LowestHeadroom, Constants.HighestHeadroom);
        return HeadroomMemory.Start(objective, value) with { PodRate = state.Learned.PodCapacity };
    }

    private static Need? NeedOf(Judged one, HeadroomMemory memory, Measured m, TimeSpan start)
    {
        if (memory.PodRate * memory.Correction is not { } podRate || podRate <= 0 || m.History.Length == 0) return null;
        var headroom = Headroom.Planned(memory, m.Demand.Volatility);
        var last = m.History[^1];
        var drain = Math.Max(0, last.Waiting - last.Ready) / (start + Constants.DrainSlack).TotalSeconds;
        var exact = ((m.Demand.Planned * headroom) + drain) / podRate;
        return new(one.Objective, podRate, headroom, Math.Min(exact, Constants.MostReplicas), Headroom.IsIneffective(memory, one, m));
    }

    private static Learned LearnedBy(Situation s, ImmutableArray<HeadroomMemory> headrooms, ColdStart coldStart, Learned before)
    {
        if (s.Need is not { } need) return before with { ColdStart = coldStart.P90 ?? before.ColdStart };
        foreach (var one in headrooms)
            if (one.Objective == need.Objective) return new(one.Value, need.PodRate, coldStart.P90 ?? before.ColdStart);
        return before;
    }
}
