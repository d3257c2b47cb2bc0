namespace ModelMonitor.Decisions;

/// <summary>Events of an objective within a time.</summary>
/// <param name="Good">Events within the objective's bound; 0 to <paramref name="Total"/>. Not whole: they are rates times time.</param>
/// <param name="Total">All events.</param>
/// <param name="Covered">
/// Share of the time that is known, 0 to 1. Nothing is said of the rest: it holds neither good events nor bad ones. Without an event and
/// covered means that there was none.
/// </param>
public readonly record struct EventCount(double Good, double Total, double Covered);
