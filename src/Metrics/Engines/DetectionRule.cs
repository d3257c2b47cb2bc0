namespace ModelMonitor.Metrics;

/// <summary>By what pods an engine is known.</summary>
/// <param name="Metrics">Metric names, one of which every pod of the engine exposes. Empty: never found by its metrics.</param>
/// <param name="Images">Parts of image names, lower case. Empty: never found by its image.</param>
/// <param name="Priority">Among several engines whose metrics are there, the highest counts; 0 where nothing is said.</param>
public sealed record DetectionRule(IReadOnlyList<string> Metrics, IReadOnlyList<string> Images, int Priority);
