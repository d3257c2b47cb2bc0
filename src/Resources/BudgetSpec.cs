using ModelMonitor.Resources.Rules;
using ModelMonitor.Resources.Schema;

namespace ModelMonitor.Resources;

/// <summary>An error budget: how much of what an objective promises may be missed, over how long.</summary>
public sealed class BudgetSpec
{
    /// <summary>Share of requests (of judged intervals, where requests are not counted) that has to be good, for example 99% or 99.9%.</summary>
    [Required]
    [Text(ObjectiveRules.BoundMax)]
    [Rule(BudgetRules.Target, BudgetRules.TargetMessage)]
    public string Target { get; set; } = "";

    /// <summary>The time over which they are counted: 1d, 7d, 28d, 30d or 90d, always up to now. Left out: 30d.</summary>
    [OneOf("1d", "7d", "28d", "30d", "90d")]
    public string Window { get; set; } = "30d";
}
