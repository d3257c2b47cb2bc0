namespace ModelMonitor.Decisions;

/// <summary>How much may change in a period.</summary>
/// <param name="IsPercent">Whether <paramref name="Value"/> counts percent of the replicas at the period's start, or pods.</param>
/// <param name="Value">Pods or percent, above 0.</param>
/// <param name="Period">Length of the period, 1 second to 30 minutes.</param>
public sealed record RatePolicy(bool IsPercent, int Value, TimeSpan Period);
