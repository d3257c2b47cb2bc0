namespace ModelMonitor.Decisions;

/// <summary>One objective (SLO), in base units: seconds, shares, counts.</summary>
/// <param name="Name">Unique in the plan.</param>
/// <param name="Indicator">What is measured.</param>
/// <param name="Bound">The bound, finite and above 0.</param>
/// <param name="GoodIsBelow">True when good is below the bound, false when above.</param>
/// <param name="MayScale">Whether it may ask for replicas.</param>
/// <param name="Quantile">Share of requests that has to be within the bound, above 0 and below 1; null where requests are not counted.</param>
/// <param name="Budget">Its error budget; null when it has none.</param>
public sealed record Objective(
    string Name,
    Indicator Indicator,
    double Bound,
    bool GoodIsBelow,
    bool MayScale,
    double? Quantile = null,
    ErrorBudget? Budget = null)
{
    /// <summary>
    /// Share of events that may be bad, above 0 and below 1: what the budget leaves, else what the quantile leaves, else what a share
    /// below its bound allows, else <see cref="Constants.AllowedIntervals"/> of the judged intervals.
    /// </summary>
    public double Allowed => Budget is { } budget ? 1 - budget.Target
        : Quantile is { } quantile ? 1 - quantile
        : Indicators.IsShareOfRequests(Indicator) ? Math.Clamp(GoodIsBelow ? Bound : 1 - Bound, 1e-6, 0.5)
        : Constants.AllowedIntervals;
}
