namespace ModelMonitor.Decisions;

/// <summary>
/// Step 6: growth needs one signal that can be trusted, shrinking needs all of them: known, fresh, of nearly all pods, and all
/// of one revision. What somebody else decided is not taken back.
/// </summary>
internal static class Gates
{
    public static Proposal Run(Proposal p, Situation s)
    {
        if (s.Contention.YieldUntil > s.Now)
        {
            return p.Hold(s.Current, DecisionReason.HeldReverted, Guard.Contested,
                $"{s.Replicas.SetBy ?? "somebody"} puts the replicas back after every change; next try in {Text.Seconds(s.Contention.YieldUntil.Value - s.Now)}");
        }

        if (p.To != s.Current && s.Contention.HoldUntil > s.Now && p.To > s.Current == s.Contention.HoldsGrowth)
        {
            return p.Hold(s.Current, DecisionReason.HeldManual, Guard.ManualHold,
                $"{s.Replicas.SetBy ?? "somebody"} set {Text.Whole(s.Current)}, which stands for {Text.Seconds(s.Contention.HoldUntil.Value - s.Now)} more");
        }

        if (p.To > s.Current || p.LimitedBy is Guard.PodsPending or Guard.AwaitingEffect or Guard.Ineffective) return p;
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

        return s.Replicas.IsRollingOut
            ? p.Hold(s.Current, DecisionReason.HeldRollout, Guard.Rollout, "pods are being replaced by those of another revision")
            : p;
    }
}
