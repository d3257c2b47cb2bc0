namespace ModelMonitor.Operator.Sampling;

/// <summary>Where metrics are exposed, as far as the spec says; null for the preset's.</summary>
/// <param name="Service">The Service of which a gateway tells.</param>
/// <param name="Port">Port of the pods' metrics endpoint.</param>
/// <param name="Path">Path of the pods' metrics endpoint.</param>
public sealed record WatchedEndpoint(string? Service, int? Port, string? Path);
