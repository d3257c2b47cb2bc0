namespace ModelMonitor.Decisions;

/// <summary>
/// Step 5: growth needs one signal that can be trusted, shrinking needs all of them: known, fresh, of nearly all pods, no scaling
/// objective in trouble, and every pod that was ordered in place.
/// </summary>
internal static class Gates
{
    public static Proposal Run(Proposal p, Situation s)
    {
        if (p.To > s.Current) return p;
        if (p.LimitedBy is Guard.PodsPending or Guard.AwaitingEffect or Guard.Ineffective) return p;
        if (s.Unknown is var (where, why))
        {
            return p.Hold(s.Current, DecisionReason.HeldUnknown, Guard.Unknown, "what is not known never removes a pod") with
            {
                Trigger = where,
                Unknown = why,
                Because = $"{Text.Clip(where, 63)} is not known ({why})",
            };
        }

        if (p.To == s.Current) return p;
        if (s.Coverage < Constants.ShrinkCoverage)
        {
            return p.Hold(s.Current, DecisionReason.HeldUnknown, Guard.Unknown, $"only {Text.Number(s.Coverage * 100)}% of the ready pods report") with
            {
                Unknown = UnknownReason.PartialData,
            };
        }

        if (s.Pending > 0)
        {
            return p.Hold(s.Current, DecisionReason.HeldPodsPending, Guard.PodsPending,
                $"{Text.Whole(s.Pending)} of {Text.Whole(s.Current)} pods are not ready yet");
        }

        foreach (var one in s.Scaling)
        {
            if (one.Verdict.State is not (ObjectiveState.AtRisk or ObjectiveState.Breached)) continue;
            return new(s.Current, one.Objective.Name,
                one.IsBreached ? DecisionReason.LatencyBreached : DecisionReason.LatencyAtRisk, one.ToString());
        }

        return p;
    }
}
