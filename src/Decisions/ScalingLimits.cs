namespace ModelMonitor.Decisions;

/// <summary>How far and how fast replicas may be moved.</summary>
/// <param name="MinReplicas">Fewest; 0 allows to scale to zero.</param>
/// <param name="MaxReplicas">Most, 1 or more and not below <paramref name="MinReplicas"/>.</param>
/// <param name="Up">Limits on growth.</param>
/// <param name="Down">Limits on shrinking.</param>
public sealed record ScalingLimits(int MinReplicas, int MaxReplicas, DirectionRules Up, DirectionRules Down)
{
    /// <summary>Pods kept beyond what the load needs, for bursts that are shorter than a cold start; 0 or more.</summary>
    public int ReservePods { get; init; }

    /// <summary>The same as a share of what the load needs, 0 to 10; where both are given, the larger counts.</summary>
    public double ReserveShare { get; init; }
}
