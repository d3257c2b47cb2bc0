namespace ModelMonitor.Decisions;

/// <summary>
/// Step 9: pods that do not come. While the cluster says that it has no room, or said so lately, no more are asked for; those that missed
/// their deadline are given back, so that they do not count as coming capacity for ever.
/// </summary>
internal static class ComingPods
{
    public static Proposal Run(Proposal p, Situation s)
    {
        // What is not known never removes a pod, and a rollout has pods of its own that start.
        if (s.Overdue > 0 && s.IsKnown && !s.Replicas.IsRollingOut && p.LimitedBy is not (Guard.Contested or Guard.ManualHold))
        {
            var to = Math.Max(Math.Max(s.Fewest, s.Replicas.Ready), s.Current - s.Overdue);
            if (to < s.Current)
            {
                return new(to, Decision.LoadTrigger, DecisionReason.CapacityReleased,
                    $"{(s.Overdue == 1 ? "1 pod was" : $"{Text.Whole(s.Overdue)} pods were")} not ready in time{Why(s)}");
            }
        }

        if (p.To <= s.Current) return p;
        if (s.Starting.RefusedUntil > s.Now)
        {
            return p.Hold(s.Current, DecisionReason.HeldCapacityUnavailable, Guard.CapacityUnavailable,
                $"the cluster had no room; next try in {Text.Seconds(s.Starting.RefusedUntil.Value - s.Now)}");
        }

        // Overdue pods that the minimum keeps would start before any that is ordered now.
        return s.Overdue > 0 || (s.Pending > 0 && s.Replicas.Blocked is not null)
            ? p.Hold(s.Current, DecisionReason.HeldCapacityUnavailable, Guard.CapacityUnavailable, $"{Propose.NotReady(s)}{Why(s)}")
            : p;
    }

    private static string Why(Situation s) => s.Replicas.Blocked is { } why ? $" ({Text.Clip(why, 100)})" : "";
}
