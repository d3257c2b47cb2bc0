using ModelMonitor.Decisions;

namespace ModelMonitor.Metrics;

/// <summary>What was found for one monitor.</summary>
/// <param name="Objectives">A reading per objective name; every objective asked for is there.</param>
/// <param name="Load">How much work there is.</param>
public sealed record MonitorSample(IReadOnlyDictionary<string, Reading> Objectives, LoadReadings Load);
