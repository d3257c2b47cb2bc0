using ModelMonitor.Kubernetes;
using ModelMonitor.Metrics;

namespace ModelMonitor.Operator.Sampling;

/// <summary>What the samplers need to know of a monitor: which pods, and which questions.</summary>
/// <param name="Key">The monitor.</param>
/// <param name="Source">Name of its metrics source.</param>
/// <param name="Target">Name of the target.</param>
/// <param name="Selector">Selects the target's pods in the monitor's namespace.</param>
/// <param name="Engine">Name of the engine preset; null when it is to be found out.</param>
/// <param name="Model">Only series of this model, or null.</param>
/// <param name="Endpoint">Where a Service or the pods' own endpoint is asked, as far as the spec says.</param>
/// <param name="Indicators">The objectives' indicators.</param>
public sealed record WatchedMonitor(
    ObjectKey Key,
    string Source,
    string Target,
    PodSelector Selector,
    string? Engine,
    string? Model,
    WatchedEndpoint Endpoint,
    IReadOnlyList<IndicatorQuestion> Indicators)
{
    /// <summary>Whether it is to be said which pods a GPU exporter shows.</summary>
    public bool AsksGpu { get; init; }

    /// <summary>Whether another registration asks for the same, so that what was sampled for it still counts.</summary>
    /// <param name="other">The other registration, or null.</param>
    public bool AsksTheSameAs(WatchedMonitor? other) =>
        other is not null && Source == other.Source && AsksGpu == other.AsksGpu && Selector.Text == other.Selector.Text && Engine == other.Engine
        && Model == other.Model && Target == other.Target && Endpoint == other.Endpoint && Indicators.SequenceEqual(other.Indicators);
}
