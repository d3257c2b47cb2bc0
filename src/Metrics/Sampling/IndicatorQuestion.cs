using ModelMonitor.Decisions;

namespace ModelMonitor.Metrics;

/// <summary>One indicator that a monitor wants to know.</summary>
/// <param name="Objective">Name of the objective that asks.</param>
/// <param name="Indicator">What is measured.</param>
/// <param name="Quantile">Quantile for latency indicators, above 0 and below 1; null for their mean, and for all others.</param>
/// <param name="Bound">
/// The objective's bound in base units, or null. A quantile beyond the last bucket edge is only known to be above that edge: with a
/// bound above the edge the reading is <see cref="UnknownReason.BeyondBuckets"/>, else (or without a bound) a value just above the edge.
/// </param>
/// <param name="MinSamples">
/// Fewest events that make a value, for <see cref="Indicator.Custom"/> and the indicators made of prediction counters; null for
/// <see cref="SamplingLimits.MinPredictions"/>, or none with a custom query.
/// </param>
/// <param name="Custom">The queries of <see cref="Indicator.Custom"/>; null for all others.</param>
/// <param name="IsUpperBound">
/// Whether values up to the bound are good ones; false: values from the bound on. Only for events that are judged intervals: requests are
/// good within a latency's bound, or when they did not fail.
/// </param>
/// <param name="BudgetWindow">
/// Over how long events are to be counted, <see cref="HistoryLimits.ShortestWindow"/> to <see cref="HistoryLimits.LongestWindow"/>; null:
/// not at all.
/// </param>
public sealed record IndicatorQuestion(
    string Objective,
    Indicator Indicator,
    double? Quantile = null,
    double? Bound = null,
    int? MinSamples = null,
    CustomQuestion? Custom = null,
    bool IsUpperBound = true,
    TimeSpan? BudgetWindow = null)
{
    /// <summary>
    /// In place of an objective's name: the question is of no objective, but how many requests wait at a gateway
    /// (<see cref="LoadReadings.Queued"/>). Its query is answered without a pod, too. No objective can have this name.
    /// </summary>
    public const string WakeQuery = "scaling.wakeQuery";

    /// <summary>Whether it is <see cref="WakeQuery"/>.</summary>
    public bool IsWakeQuery => Objective == WakeQuery;
}
