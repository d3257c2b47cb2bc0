using System.Collections.Immutable;

namespace ModelMonitor.Decisions;

/// <summary>
/// Judges a monitor's objectives and decides its replicas: <c>(state, observation, now) → (state, decision)</c>. Pure: no clock, no
/// input or output, no randomness; the same arguments give the same result. Handing the resulting state back in with the same samples
/// counts nothing twice.
/// </summary>
/// <remarks>Guarantees: safe from any number of threads, since nothing is shared. Assumptions: the plan is valid.</remarks>
public static class Pipeline
{
    /// <summary>Judges only: for a plan that must not act now.</summary>
    /// <param name="plan">What is wanted; valid.</param>
    /// <param name="state">What the last run gave, or <see cref="MonitorState.Start"/>.</param>
    /// <param name="observation">What is known now.</param>
    /// <param name="now">The present.</param>
    /// <returns>The next state and the verdicts, without a decision.</returns>
    public static Outcome Judge(Plan plan, MonitorState state, Observation observation, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(observation);
        state = state.NotAfter(now);
        var (memory, verdicts) = Decisions.Judge.Run(plan, state.Objectives, observation.Objectives, now);
        return new(state with { Objectives = memory }, verdicts, null);
    }

    /// <summary>Judges, and decides when the plan scales.</summary>
    /// <param name="plan">What is wanted; valid.</param>
    /// <param name="state">What the last run gave, or <see cref="MonitorState.Start"/>.</param>
    /// <param name="observation">What is known now.</param>
    /// <param name="now">The present.</param>
    /// <returns>The next state, the verdicts, and the decision; that is null when the plan does not scale.</returns>
    public static Outcome Decide(Plan plan, MonitorState state, Observation observation, DateTimeOffset now)
    {
        var judged = Judge(plan, state, observation, now);
        if (plan.Scaling is not { } limits) return judged;
        var replicas = observation.Replicas;
        if (replicas.Current <= 0) return judged with { Decision = SwitchedOff };

        var situation = Look(plan, limits, judged, observation, now);
        var proposal = Propose.Run(situation);
        proposal = Gates.Run(proposal, situation);
        (proposal, var slots) = Stabilize.Run(proposal, replicas.Current, limits, judged.State.Recommendations, now);
        proposal = RateLimit.Run(proposal, replicas.Current, limits, judged.State.Changes, now);
        proposal = Bounds.Run(proposal, situation);
        var decision = Explain.Run(proposal, situation, now);

        state = judged.State with
        {
            Load = situation.History,
            Capacity = situation.Capacity,
            Ready = judged.State.Ready.Next(replicas.Ready, now),
            Recommendations = slots,
        };
        if (decision.IsChange) state = state.WithChange(new(now, decision.From, decision.To), now);
        return new(state, judged.Verdicts, decision);
    }

    /// <summary>Measures: the load, what a pod can carry, and whether what was ordered is there and shows.</summary>
    private static Situation Look(Plan plan, ScalingLimits limits, Outcome judged, Observation observation, DateTimeOffset now)
    {
        var (state, replicas) = (judged.State, observation.Replicas);
        var ready = state.Ready.Next(replicas.Ready, now);
        var settled = IsSettled(ready, state.Changes, now);
        ImmutableArray<Judged> scaling =
        [
            .. plan.Objectives.Zip(judged.Verdicts, (objective, verdict) => new Judged(objective, verdict)).Where(j => j.Objective.MayScale),
        ];

        var history = Demand.Remember(state.Load, observation.Load, replicas.Ready, now);
        var isNew = history.Length > 0 && (state.Load.Length == 0 || history[^1].Time != state.Load[^1].Time);
        var capacity = isNew ? Capacity.Learn(state.Capacity, scaling, history, settled) : state.Capacity;
        var unknown = Demand.WhyUnknown(observation.Load, replicas.Ready, now);
        return new(limits, replicas, scaling, history, unknown, capacity, settled);
    }

    private static bool IsSettled(ReadyMemory ready, ImmutableArray<PastChange> changes, DateTimeOffset now) =>
        !(now - ready.GrewAt < Constants.Window) && !changes.Any(c => c.To > c.From && now - c.Time < Constants.Window);

    private static Decision SwitchedOff { get; } = new(0, 0, Decision.MinReplicasTrigger, DecisionReason.ScaledToZero, null, null,
        "Hold at 0: someone switched the target off; set its replicas to start it.", [new("replicas", "0")]);
}
