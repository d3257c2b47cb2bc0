using ModelMonitor.Decisions;

namespace ModelMonitor.Metrics;

/// <summary>What was found for one monitor.</summary>
/// <param name="Objectives">A reading per objective name; every objective asked for is there.</param>
/// <param name="Load">How much work there is.</param>
/// <param name="Engine">The engine that was read: the question's, or the one that was found; null when none was found.</param>
/// <param name="OffEdge">By objective name: bounds on quantiles that are no bucket edge, and their neighbours; null while that is not known.</param>
/// <param name="Events">By objective name: events of those with a budget window; null when there are none.</param>
public sealed record MonitorSample(
    IReadOnlyDictionary<string, Reading> Objectives,
    LoadReadings Load,
    string? Engine = null,
    IReadOnlyDictionary<string, BucketNeighbours>? OffEdge = null,
    IReadOnlyDictionary<string, ObjectiveEvents>? Events = null)
{
    /// <summary>Events per second behind readings of objectives with a budget window; readings that are not made of events have none.</summary>
    internal IReadOnlyDictionary<string, EventRate>? Rates { get; init; }
}
