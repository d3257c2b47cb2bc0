using ModelMonitor.Decisions;

namespace ModelMonitor.Metrics;

/// <summary>One indicator that a monitor wants to know.</summary>
/// <param name="Objective">Name of the objective that asks.</param>
/// <param name="Indicator">What is measured.</param>
/// <param name="Quantile">Quantile for latency indicators, above 0 and below 1; null for the others.</param>
/// <param name="Bound">
/// The objective's bound in base units, or null. A quantile beyond the last bucket edge is only known to be above that edge: with a
/// bound above the edge the reading is <see cref="UnknownReason.BeyondBuckets"/>, else (or without a bound) a value just above the edge.
/// </param>
public sealed record IndicatorQuestion(string Objective, Indicator Indicator, double? Quantile, double? Bound = null);
