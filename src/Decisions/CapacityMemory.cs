namespace ModelMonitor.Decisions;

/// <summary>What was learned of one pod's capacity, in requests worked on at once.</summary>
/// <param name="Limit">Where an objective was broken or endangered; null while that never happened.</param>
/// <param name="Proven">The highest level held for a whole window with every scaling objective well within its bound; null if none.</param>
internal readonly record struct CapacityMemory(double? Limit, double? Proven);
