namespace ModelMonitor.Metrics;

/// <summary>An objective's own queries, as the spec gives them.</summary>
/// <param name="Query">Gives the value.</param>
/// <param name="SamplesQuery">Gives how many events the value is made of, or null.</param>
public sealed record CustomQuestion(string Query, string? SamplesQuery);
