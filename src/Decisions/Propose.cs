namespace ModelMonitor.Decisions;

/// <summary>
/// Step 4: what should be there. Two voices, the larger counts:
/// <list type="bullet">
/// <item>The load asks for an absolute number, <c>ceil(demand / (0.8 · limit))</c>; it may ask at any time, because asking twice for
/// the same number orders nothing twice.</item>
/// <item>An objective in trouble, or pods full of waiting requests, ask for more than there is now. That is a step from the present,
/// and taken again and again it would run away: so only when everything ordered so far is ready and shows in the measurements.</item>
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

    /// <summary>The absolute number that the load asks for; the present number when the load or a pod's capacity is not known.</summary>
    private static Proposal FromLoad(Situation s)
    {
        var min = s.Limits.MinReplicas;
        if (!s.LoadKnown) return Steady(s.Current, "the load is not known");
        var demand = Demand.Estimate(s.History);
        if (demand.IsZero)
            return s.Current > min
                ? new(min, Decision.LoadTrigger, DecisionReason.DemandFell, "no request for a whole window")
                : Steady(s.Current, "no request for a whole window");

        // What is on its way will drain the queue that grew while it started; asking for it again would order it twice.
        var requests = demand.InService + (s.Pending > 0 ? 0 : demand.Drain);
        if (s.Capacity.Limit is not { } limit) return Unlimited(s, requests);

        var exact = requests / (Constants.Utilisation * limit);
        var because = $"{Text.Number(requests)} concurrent requests need {Text.Number(exact)} pods ({Text.Number(limit)} each, "
            + $"{Text.Number(Constants.Utilisation * 100)}% used)";
        if (Math.Abs((exact / s.Current) - 1) <= Constants.Tolerance) return Steady(s.Current, because);
        if (exact > s.Current)
            return new(Math.Max(min, Count.Ceiling(exact)), Decision.LoadTrigger, DecisionReason.DemandGrew, because);
        var to = Math.Max(min, Fewest(exact, s.Current));
        return to < s.Current ? new(to, Decision.LoadTrigger, DecisionReason.DemandFell, because) : Steady(s.Current, because);
    }

    /// <summary>
    /// The load of fewer pods, predicted before any is taken away. Fewer pods work on more at once and are slower by it, at worst in
    /// proportion: <c>to</c> pods then need <c>exact · current / to</c>, so <c>to ≥ √(exact · current)</c>. Without this, a number that
    /// fits today is outgrown by its own effect, and replicas swing between n and n − 1.
    /// </summary>
    private static int Fewest(double exact, int current) => Count.Ceiling(Math.Sqrt(exact * current));

    /// <summary>No pod was ever in trouble: the load gives no reason for more, and for fewer only a level that was carried before.</summary>
    private static Proposal Unlimited(Situation s, double requests)
    {
        if (s.Current <= s.Limits.MinReplicas) return Steady(s.Current, $"{Text.Number(requests)} concurrent requests, no objective in trouble");
        var proven = s.Capacity.Proven ?? 0;
        var to = proven > 0 ? Math.Max(s.Limits.MinReplicas, Fewest(requests / proven, s.Current)) : s.Current;
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
        if (s.Stressed is { } worst)
        {
            // Within the bound, the limit that was just learned speaks through the load. Without a load it is no reason to grow.
            var reason = worst.IsBreached ? DecisionReason.LatencyBreached : DecisionReason.LatencyAtRisk;
            var learned = s.LoadKnown && s.Capacity.Limit is not null;
            if (!(worst.IsBreached && worst.Level == Level.Over) && (learned || !s.LoadKnown))
                return load.To > s.Current ? new(load.To, worst.Objective.Name, reason, worst.ToString()) : null;
            var ratio = learned ? 1 : Math.Min(worst.Badness, Constants.MaxRatio);
            return new(Math.Max(one, Count.Ceiling(s.Current * ratio)), worst.Objective.Name, reason, worst.ToString());
        }

        return s.LoadKnown && s.Load.IsFull ? FromQueue(s, one) : null;
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
        if (s.Pending > 0)
            return (DecisionReason.HeldPodsPending, Guard.PodsPending, $"{Text.Whole(s.Pending)} of {Text.Whole(s.Current)} pods are not ready yet");
        if (!s.Settled)
            return (DecisionReason.HeldAwaitingEffect, Guard.AwaitingEffect, $"the newest pods need {Text.Seconds(Constants.Window)} to show");
        if (s.LoadKnown && !s.Load.IsFull && s.History.Any(h => h.IsFull))
            return (DecisionReason.HeldAwaitingEffect, Guard.AwaitingEffect, "the queue is gone, and the measurements still hold it");
        if (s.LoadKnown && (s.Load.Running + s.Load.Waiting) / s.Load.Ready < Constants.IdleConcurrency)
        {
            return (DecisionReason.HeldIneffective, Guard.Ineffective,
                $"{Text.Number(s.Load.Running + s.Load.Waiting)} requests on {Text.Whole(s.Load.Ready)} pods: more pods cannot help");
        }

        return null;
    }

    private static Proposal Steady(int current, string because) => new(current, Decision.LoadTrigger, DecisionReason.Steady, because);
}
