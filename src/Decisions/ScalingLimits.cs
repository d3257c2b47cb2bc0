namespace ModelMonitor.Decisions;

/// <summary>How far and how fast replicas may be moved.</summary>
/// <param name="MinReplicas">Fewest, 1 or more.</param>
/// <param name="MaxReplicas">Most, not below <paramref name="MinReplicas"/>.</param>
/// <param name="Up">Limits on growth.</param>
/// <param name="Down">Limits on shrinking.</param>
public sealed record ScalingLimits(int MinReplicas, int MaxReplicas, DirectionRules Up, DirectionRules Down);
