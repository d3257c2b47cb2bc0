namespace ModelMonitor.Decisions;

/// <summary>How much of what is promised may be missed, over how long.</summary>
/// <param name="Target">Share of events that have to be good, above 0 and below 1.</param>
/// <param name="Window">The time over which they are counted, 1 to 90 days.</param>
public sealed record ErrorBudget(double Target, TimeSpan Window);
