namespace ModelMonitor.Metrics;

/// <summary>One way in which pods expose a signal.</summary>
/// <param name="Terms">Metrics that are added up, those that are there; at least one. Of a mean: its total.</param>
/// <param name="Counts">Of a mean: what the total is divided by, added up likewise. Else empty.</param>
/// <param name="Scale">Factor to base units (0.001 for milliseconds, 0.01 for percent); above 0.</param>
public sealed record MetricAlternative(IReadOnlyList<EngineMetric> Terms, IReadOnlyList<EngineMetric> Counts, double Scale);
