namespace ModelMonitor.Decisions;

/// <summary>
/// Step 5: what should be there. Two voices, the larger counts:
/// <list type="bullet">
/// <item>The load asks for an absolute number, <c>ceil(demand · headroom / capacity of a pod) + reserve</c>, of the objective that needs
/// most; it may ask at any time, because asking twice for the same number orders nothing twice.</item>
/// <item>Pods full of waiting requests, or an objective in trouble while no pod's capacity is known, ask for more than there is now. That
/// is a step from the present, and taken again and again it would run away: so only when everything ordered so far is ready and shows in
/// the measurements.</item>
/// </list>
/// </summary>
internal static class Propose
{
    public static Proposal Run(Situation s)
    {
        var load = FromLoad(s);
        if (FromTrouble(s, load) is not { } step) return load;
        if (load.To > s.Current && load.To >= step.To)
            return step with { To = load.To, Because = $"{step.Because}; {load.Because}" };
        if (WhyNoStep(s) is not var (reason, guard, why)) return step;
        return load.To > s.Current
            ? step with { To = load.To, Because = $"{step.Because}; {load.Because}" }
            : step.Hold(s.Current, reason, guard, why);
    }

    /// <summary>In words, how many of the ordered pods are missing.</summary>
    public static string NotReady(Situation s) => $"{Text.Whole(s.Pending)} of {Text.Whole(s.Current)} pods are not ready yet";

    /// <summary>The absolute number that the load asks for; the present number when the load or a pod's capacity is not known.</summary>
    private static Proposal FromLoad(Situation s)
    {
        if (!s.LoadKnown) return Steady(s.Current, "the load is not known");
        if (s.Demand.IsZero)
        {
            var idle = s.Fewest + s.Limits.ReservePods;
            return s.Current > idle
                ? new(idle, Decision.LoadTrigger, DecisionReason.DemandFell, "no request for a whole window")
                : Steady(s.Current, "no request for a whole window");
        }

        if (s.Need is not { } need) return Unlimited(s);
        var because = $"{Text.Number(s.Demand.Planned)} requests/s need {Text.Number(need.Exact)} pods ({Text.Number(need.PodRate)} each, headroom {Text.Number(need.Headroom)})";
        if (s.Limits is not { ReservePods: 0, ReserveShare: 0 }) because += $", {Text.Whole(need.Whole(s.Limits))} with the reserve";
        var to = Math.Max(s.Fewest, need.Whole(s.Limits));
        if (to < s.Current) return new(to, Decision.LoadTrigger, DecisionReason.DemandFell, because);
        // Where pods cannot help, it is the misses that raised the headroom.
        if (to == s.Current || need.IsIneffective || IsWithinTolerance(s, need)) return Steady(s.Current, because);
        return new(to, need.Objective.Name, DecisionReason.DemandGrew, because);
    }

    // A reserve is a wish in whole pods: what it lacks is no noise.
    private static bool IsWithinTolerance(Situation s, Need need) =>
        need.Whole(s.Limits) - s.Current <= 1 && need.Exact * (1 + s.Limits.ReserveShare) <= (s.Current - s.Limits.ReservePods) * (1 + Constants.Tolerance);

    /// <summary>No pod's capacity is known: the load gives no reason for more, and for fewer only a level that was carried before, or a <see cref="Trial"/>.</summary>
    private static Proposal Unlimited(Situation s)
    {
        var requests = Math.Min(s.Demand.Planned * LoadHistory.ServiceTime(s.History), Constants.MaxRatio * s.Load.Present);
        requests = Math.Max(requests, s.Load.IsFull ? s.Load.Present : s.Load.Running);
        if (s.Current <= s.Fewest) return Steady(s.Current, $"{Text.Number(requests)} concurrent requests, no objective in trouble");
        var proven = s.Capacity.Proven ?? 0;
        // Fewer pods work on more at once and are slower by it, at worst in proportion: to pods then need (requests / proven) · current / to.
        var to = proven > 0 ? Math.Max(s.Fewest, Count.Ceiling(Math.Sqrt(requests / proven * s.Current)) + s.Limits.ReservePods) : s.Current;
        // What was carried may allow a step too small to be worth a change: the larger one of a trial counts.
        if (to > Trial.Fewer(s.Current) && Trial.IsAllowed(s))
        {
            return new(Trial.Fewer(s.Current), Decision.LoadTrigger, DecisionReason.DemandFell,
                $"{Text.Number(requests)} concurrent requests, pods are far from full and every scaling objective is under {Text.Number(Trial.HighestShare(s.Current, s.Limits) * 100)}% of its bound: fewer are tried");
        }

        if (to < s.Current)
        {
            return new(to, Decision.LoadTrigger, DecisionReason.DemandFell,
                $"{Text.Number(requests)} concurrent requests; a pod has carried {Text.Number(proven)} within its objectives");
        }

        return Steady(s.Current, $"{Text.Number(requests)} concurrent requests").Hold(s.Current, DecisionReason.HeldUnproven, Guard.Unproven,
            $"{Text.Whole(s.Current - 1)} pods were never seen to carry them within the objectives");
    }

    /// <summary>More than there is, asked for by an objective or by waiting requests; null when nothing is in trouble.</summary>
    private static Proposal? FromTrouble(Situation s, Proposal load)
    {
        var one = Count.Ceiling(s.Current + 1.0);
        if (s.Stressed is { } trouble && s.Needs.Any(n => n.Objective == trouble.Objective && n.IsIneffective))
        {
            return new Proposal(s.Current, trouble.Objective.Name, ReasonOf(trouble), trouble.ToString()).Hold(s.Current, DecisionReason.ScalingIneffective,
                Guard.Ineffective, "nothing waits and the pods have less than half the work that they can take: more of them cannot help");
        }

        if (s.LoadKnown && s.Capacity.Model is not null && s.Need is not null) return FromModel(s, load, one);
        if (s.Stressed is not { } worst) return s.LoadKnown && s.Load.IsFull ? FromQueue(s, one) : null;
        var reason = ReasonOf(worst);

        // Within the bound, the limit that was just learned speaks through the load. Without a load it is no reason to grow.
        var learned = s.LoadKnown && s.Capacity.Limit is not null;
        if (!(worst.IsBreached && worst.Level == Level.Over) && (learned || !s.LoadKnown))
            return load.To > s.Current ? new(load.To, worst.Objective.Name, reason, worst.ToString()) : null;
        var ratio = learned ? 1 : Math.Min(worst.Badness, Constants.MaxRatio);
        return new(Math.Max(one, Count.Ceiling(s.Current * ratio)), worst.Objective.Name, reason, worst.ToString());
    }

    /// <summary>
    /// With a pod's capacity known, misses speak through the headroom and a queue through its drain. What is left is a queue that outlives a
    /// whole window: then the model is wrong.
    /// </summary>
    private static Proposal? FromModel(Situation s, Proposal load, int one)
    {
        if (s.Stressed is { } worst && load.To > s.Current) return new(load.To, worst.Objective.Name, ReasonOf(worst), worst.ToString());
        return s.History.Length >= Constants.WindowSamples && s.History.All(h => h.IsFull) ? FromQueue(s, one) : null;
    }

    /// <summary>
    /// Requests wait on full pods. One interval of that may be chance; a second one is a witness, and so is an objective over its bound
    /// in this very interval. Its state needs 2 of 3 intervals, and an overload grows its backlog all that time.
    /// </summary>
    private static Proposal? FromQueue(Situation s, int one)
    {
        var waiting = $"{Text.Number(s.Load.Waiting)} requests wait on {Text.Whole(s.Load.Ready)} pods";
        if (Judged.FirstOver(s.Scaling) is { } over)
        {
            return new(one, over.Objective.Name, DecisionReason.QueueSaturated,
                $"{waiting} and {Text.Clip(over.Objective.Name, 63)} is over its bound ({over.Verdict.Detail})");
        }

        return s.History.Length > 1 && s.History[^2].IsFull ? new(one, Decision.LoadTrigger, DecisionReason.QueueSaturated, waiting) : null;
    }

    private static (DecisionReason, Guard, string)? WhyNoStep(Situation s)
    {
        if (s.Pending > 0) return (DecisionReason.HeldPodsPending, Guard.PodsPending, NotReady(s));
        if (!s.Settled)
            return (DecisionReason.HeldAwaitingEffect, Guard.AwaitingEffect, $"the newest pods need {Text.Seconds(Constants.Window)} to show");
        if (s.LoadKnown && !s.Load.IsFull && s.History.Any(h => h.IsFull))
            return (DecisionReason.HeldAwaitingEffect, Guard.AwaitingEffect, "the queue is gone, and the measurements still hold it");
        if (s.LoadKnown && s.Load.Present / s.Load.Ready < Constants.IdleConcurrency)
        {
            return (DecisionReason.ScalingIneffective, Guard.Ineffective,
                $"{Text.Number(s.Load.Present)} requests on {Text.Whole(s.Load.Ready)} pods: more pods cannot help");
        }

        return null;
    }

    private static DecisionReason ReasonOf(Judged worst) => worst.IsBreached ? DecisionReason.LatencyBreached : DecisionReason.LatencyAtRisk;

    private static Proposal Steady(int current, string because) => new(current, Decision.LoadTrigger, DecisionReason.Steady, because);
}
