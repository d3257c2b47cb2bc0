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
        var (memory, verdicts) = Decisions.Judge.Run(plan, state.Objectives, observation, now);
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
        if (observation.Replicas.Current <= 0) return AtZero(judged, limits, observation, now);

        // Measure: arrivals, what a pod carries, the headroom that the error budget asks for.
        var (learned, s) = Measure.Run(plan, judged, observation, now);

        // Decide: a wish, and what each guard leaves of it.
        var steps = new Steps(s);
        var wish = steps.Add("proposed", Propose.Run(s));
        var proposal = steps.Add("gated", Gates.Run(wish, s));
        (proposal, var slots) = Stabilize.Run(proposal, s.Current, limits, learned.Recommendations, s.Measured.Lead, now);
        proposal = steps.Add("stabilized", proposal);
        proposal = steps.Add("checked", Zero.Run(ComingPods.Run(ScaleDown.Run(proposal, s), s), s, learned.IdleSince));
        proposal = steps.Add("rateLimited", RateLimit.Run(proposal, s.Current, limits, learned.Changes, now));
        proposal = Bounds.Run(proposal, s);
        var decision = Explain.Run(proposal, wish, s, steps, now);

        var notMade = learned with { Recommendations = slots };
        state = notMade;
        if (decision.IsChange) state = state.WithChange(new(now, decision.From, decision.To), now);
        if (plan.IsAdvisory) state = state with { Contention = Contention.None };
        if (decision.Reason == DecisionReason.CapacityReleased) state = state with { Starting = state.Starting.Refused(now) };
        return new(state, judged.Verdicts, decision) { IfNotMade = notMade };
    }

    private static Outcome AtZero(Outcome judged, ScalingLimits limits, Observation observation, DateTimeOffset now)
    {
        var decision = Zero.AtZero(limits, observation.Load, observation.Replicas, now);
        var state = judged.State with { IdleSince = null, Contention = judged.State.Contention with { Expected = 0 } };
        return new(decision.IsChange ? state.WithChange(new(now, 0, decision.To), now) : state, judged.Verdicts, decision) { IfNotMade = state };
    }
}
