namespace ModelMonitor.Operator.Reconciling;

/// <summary>A scale request that the API server refused.</summary>
/// <param name="Decision">Replicas before, and wanted.</param>
/// <param name="Obstacle">What it said.</param>
/// <param name="At">When, as a timestamp of the monotonic clock.</param>
public sealed record Refusal((int From, int To) Decision, Problem Obstacle, long At);
