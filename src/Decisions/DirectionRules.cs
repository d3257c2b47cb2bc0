namespace ModelMonitor.Decisions;

/// <summary>Limits on scaling in one direction, in the shape of HorizontalPodAutoscaler's <c>behavior</c>.</summary>
/// <param name="Stabilization">Window over which the least eager recommendation counts, 0 to 1 hour.</param>
/// <param name="Select">Which of several policies counts.</param>
/// <param name="Policies">How much may change in a period; empty means no limit.</param>
public sealed record DirectionRules(TimeSpan Stabilization, PolicySelect Select, IReadOnlyList<RatePolicy> Policies);
