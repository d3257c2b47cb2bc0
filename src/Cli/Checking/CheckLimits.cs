namespace ModelMonitor.Cli.Checking;

/// <summary>When a monitor is worth a notification.</summary>
/// <param name="BudgetWarning">WARNING when less than this percentage of an error budget is left; null for only when it is burning or spent.</param>
/// <param name="BudgetCritical">CRITICAL when less than this percentage of an error budget is left; null for never.</param>
internal sealed record CheckLimits(double? BudgetWarning = null, double? BudgetCritical = null);
