namespace ModelMonitor.Metrics;

/// <summary>An alerting rule of Prometheus.</summary>
/// <param name="Alert">Its name.</param>
/// <param name="Expr">When it holds, in PromQL.</param>
/// <param name="For">How long it has to hold before it fires.</param>
/// <param name="Labels">Labels that it sets.</param>
/// <param name="Annotations">Texts for people; templates of Prometheus.</param>
public sealed record AlertingRule(
    string Alert, string Expr, TimeSpan For, IReadOnlyDictionary<string, string> Labels, IReadOnlyDictionary<string, string> Annotations);
