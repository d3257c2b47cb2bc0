using ModelMonitor.Simulation;

namespace ModelMonitor.Cli.Backtest.Results;

/// <summary>A policy's score and its course, for the report.</summary>
/// <param name="Score">What it came to.</param>
/// <param name="Timeline">Minute by minute.</param>
public sealed record PolicyRun(PolicyScore Score, IReadOnlyList<TimelinePoint> Timeline);
