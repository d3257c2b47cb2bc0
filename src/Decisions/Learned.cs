namespace ModelMonitor.Decisions;

/// <summary>What was learned of a target and is worth keeping over a restart.</summary>
/// <param name="Headroom">Capacity planned per unit of demand, see docs/decisions.md; null when nothing was learned.</param>
/// <param name="PodCapacity">Requests per second that one pod carries within the objectives; null when nothing was learned.</param>
/// <param name="ColdStart">90th percentile of the pods' starts; null when none was seen.</param>
public sealed record Learned(double? Headroom, double? PodCapacity, TimeSpan? ColdStart);
