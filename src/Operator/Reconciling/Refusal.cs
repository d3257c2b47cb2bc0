namespace ModelMonitor.Operator.Reconciling;

/// <summary>A scale request that the API server refused. Asked again, it goes by the same record: a refusal that lasts is one decision.</summary>
/// <param name="Record">Id of its record.</param>
/// <param name="Decision">Replicas before, and wanted.</param>
/// <param name="Obstacle">What it said.</param>
/// <param name="At">When, as a timestamp of the monotonic clock.</param>
public sealed record Refusal(string Record, (int From, int To) Decision, Problem Obstacle, long At);
