namespace ModelMonitor.Decisions;

/// <summary>What one objective needs for the load that is there.</summary>
/// <param name="Objective">The objective.</param>
/// <param name="PodRate">Requests per second that one pod carries within it.</param>
/// <param name="Headroom">Capacity planned per unit of demand.</param>
/// <param name="Exact">Pods, not rounded; the drain of a queue included, the reserve not.</param>
/// <param name="IsIneffective">Whether more pods cannot help it.</param>
internal readonly record struct Need(Objective Objective, double PodRate, double Headroom, double Exact, bool IsIneffective)
{
    /// <summary>The largest need; null when no objective's is known.</summary>
    public static Need? Largest(IEnumerable<Need> needs)
    {
        Need? largest = null;
        foreach (var need in needs)
            if (largest is not { } l || need.Exact > l.Exact) largest = need;
        return largest;
    }

    /// <summary>Whole pods with the plan's reserve.</summary>
    public int Whole(ScalingLimits limits)
    {
        var exact = Math.Min(Exact, Constants.MostReplicas);
        return Math.Max(Count.Ceiling(exact - 1e-9) + limits.ReservePods, Count.Ceiling((exact * (1 + limits.ReserveShare)) - 1e-9));
    }
}
