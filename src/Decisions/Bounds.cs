namespace ModelMonitor.Decisions;

/// <summary>
/// Step 11: the plan's bounds, enforced at once, past windows and rates. The minimum always; the maximum takes pods away only when
/// everything is known.
/// </summary>
internal static class Bounds
{
    public static Proposal Run(Proposal p, Situation s)
    {
        // Whoever puts the replicas back after every change would do it with these, too.
        if (p.LimitedBy == Guard.Contested) return p;
        var (min, max, current) = (s.Limits.MinReplicas, s.Limits.MaxReplicas, s.Current);
        if (current < min && p.To <= min)
            return new(min, Decision.MinReplicasTrigger, DecisionReason.BelowMinimum, $"minReplicas is {Text.Whole(min)}");

        if (p.To <= max) return p;
        if (current > max)
        {
            return s.IsKnown
                ? new(max, Decision.MaxReplicasTrigger, DecisionReason.AboveMaximum, $"maxReplicas is {Text.Whole(max)}")
                : p.To > current ? p.Hold(current, DecisionReason.HeldAtMaximum, Guard.MaxReplicas, $"maxReplicas is {Text.Whole(max)}") : p;
        }

        return current == max
            ? p.Hold(max, DecisionReason.HeldAtMaximum, Guard.MaxReplicas, $"maxReplicas is {Text.Whole(max)}")
            : p.Trim(max, Guard.MaxReplicas, $"maxReplicas is {Text.Whole(max)}");
    }
}
