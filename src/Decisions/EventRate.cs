namespace ModelMonitor.Decisions;

/// <summary>Events per second behind a reading.</summary>
/// <param name="Good">Those within the objective's bound.</param>
/// <param name="Total">All of them.</param>
public readonly record struct EventRate(double Good, double Total);
