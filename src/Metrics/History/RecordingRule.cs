namespace ModelMonitor.Metrics;

/// <summary>A recording rule of Prometheus.</summary>
/// <param name="Record">Name of the series that it writes.</param>
/// <param name="Expr">What they are, in PromQL.</param>
/// <param name="Labels">Labels that it sets.</param>
public sealed record RecordingRule(string Record, string Expr, IReadOnlyDictionary<string, string> Labels);
