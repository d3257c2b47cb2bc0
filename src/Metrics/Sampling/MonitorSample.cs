using ModelMonitor.Decisions;

namespace ModelMonitor.Metrics;

/// <summary>What was found for one monitor.</summary>
/// <param name="Objectives">A reading per objective name; every objective asked for is there, <see cref="IndicatorQuestion.WakeQuery"/> is not.</param>
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
    /// <summary>
    /// By objective name: good and all requests per second behind the reading, of objectives counted in requests (a quantile of a latency
    /// with a bound, errors, availability); empty where the reading is unknown or made otherwise.
    /// </summary>
    public IReadOnlyDictionary<string, EventRate> Rates { get; init; } = NoRates;

    /// <summary>
    /// Names of the ready pods of which a GPU exporter shows fresh series; null where that was not asked or is not known, also because the
    /// source cannot tell.
    /// </summary>
    public IReadOnlySet<string>? GpuPods { get; init; }

    /// <summary>Names of the ready pods of which the engine shows any series; null where that is not known.</summary>
    public IReadOnlySet<string>? EnginePods { get; init; }

    private static IReadOnlyDictionary<string, EventRate> NoRates { get; } = new Dictionary<string, EventRate>();
}
