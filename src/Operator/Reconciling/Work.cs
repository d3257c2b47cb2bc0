using ModelMonitor.Decisions;
using ModelMonitor.Metrics;
using ModelMonitor.Operator.Sampling;
using ModelMonitor.Resources;

namespace ModelMonitor.Operator.Reconciling;

/// <summary>A monitor's spec as the rest of the house reads it: valid, defaults applied, in base units.</summary>
/// <param name="Source">Name of the metrics source.</param>
/// <param name="Engine">Name of the engine preset; null when it is to be found out.</param>
/// <param name="Model">Only series of this model, or null.</param>
/// <param name="Endpoint">Where metrics are exposed, as far as the spec says.</param>
/// <param name="Mode">What may be done.</param>
/// <param name="Plan">What the pipeline works by.</param>
/// <param name="Indicators">What the sampler asks: each objective's indicator, and <see cref="WakeObjective"/> when the spec has such a query.</param>
/// <param name="Bounds">Each objective's bound as the spec gives it.</param>
public sealed record Work(
    string Source,
    string? Engine,
    string? Model,
    WatchedEndpoint Endpoint,
    MonitorMode Mode,
    Plan Plan,
    IReadOnlyList<IndicatorQuestion> Indicators,
    IReadOnlyDictionary<string, string> Bounds)
{
    /// <summary>
    /// The name under which <see cref="Indicators"/> ask for the requests that wait at the gateway (<c>spec.scaling.wakeQuery</c>). No
    /// objective can have it: it is no DNS label.
    /// </summary>
    public const string WakeObjective = IndicatorQuestion.WakeQuery;
}
