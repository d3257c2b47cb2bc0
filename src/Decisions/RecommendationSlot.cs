namespace ModelMonitor.Decisions;

/// <summary>What was recommended in a short stretch of time.</summary>
/// <param name="Start">When the slot was opened.</param>
/// <param name="Last">Its newest recommendation.</param>
/// <param name="Lowest">Fewest replicas recommended in it.</param>
/// <param name="Highest">Most replicas recommended in it.</param>
internal readonly record struct RecommendationSlot(DateTimeOffset Start, DateTimeOffset Last, int Lowest, int Highest);
