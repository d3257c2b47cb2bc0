using ModelMonitor.Decisions;

namespace ModelMonitor.Metrics;

/// <summary>One indicator that a monitor wants to know.</summary>
/// <param name="Objective">Name of the objective that asks.</param>
/// <param name="Indicator">What is measured.</param>
/// <param name="Quantile">Quantile for latency indicators, above 0 and below 1; null for the others.</param>
public sealed record IndicatorQuestion(string Objective, Indicator Indicator, double? Quantile);
