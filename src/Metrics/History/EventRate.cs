namespace ModelMonitor.Metrics;

/// <summary>Events per second behind a reading.</summary>
/// <param name="Good">Those within the objective's bound.</param>
/// <param name="Total">All of them.</param>
internal readonly record struct EventRate(double Good, double Total);
