namespace ModelMonitor.Metrics;

/// <summary>One metric of an engine, as Prometheus stores it.</summary>
/// <param name="Name">Metric name; for a histogram without <c>_bucket</c>.</param>
/// <param name="Match">Labels that must have exactly these values; often empty.</param>
public sealed record EngineMetric(string Name, IReadOnlyDictionary<string, string> Match);
