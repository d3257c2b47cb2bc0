using ModelMonitor.Kubernetes;
using Names = ModelMonitor.Resources.IndicatorNames;

namespace ModelMonitor.Resources.Rules;

/// <summary>What makes a <see cref="BudgetSpec"/> valid where it stands: each rule as CEL, as message and as run-time twin.</summary>
internal static class BudgetRules
{
    /// <summary>Most objectives with a budget: the events of more are not counted.</summary>
    public const int Most = 4;

    public const string Count = "self.filter(o, has(o.budget)).size() <= 4";
    public const string CountMessage = "at most 4 objectives may have a budget: remove it from those that nobody looks at";

    public const string Target = $"self.matches('^{Bound.PercentPattern}$') && self.matches('{Bound.NotZeroPattern}')";
    public const string TargetMessage = "target must be a percentage above 0% and below 100%, for example 99% or 99.9%";

    public const string NoMean = "!has(self.budget) || !has(self.quantile) || self.quantile != 'mean'";
    public const string NoMeanMessage = "a budget counts the requests within the bound, which a mean does not know: write a quantile, or remove budget";

    // What is wrong with the target or the quantile by itself is said by its own rule.
    public const string Share =
        $"!has(self.budget) || !{ObjectiveRules.IsLatency} || (has(self.quantile) && self.quantile == 'mean')"
        + $" || !self.budget.target.matches('^{Bound.PercentPattern}$') || !self.budget.target.matches('{Bound.NotZeroPattern}')"
        + " || double(self.budget.target.replace('%', '')) >= (has(self.quantile) ? double(self.quantile.replace('p', '')) : 95.0)";
    public const string ShareMessage =
        "budget.target must be at least the quantile's share (p95, which also holds when quantile is left out, is 95%): raise target or lower quantile";

    public static void Check(IList<ObjectiveSpec> objectives, string path, List<Violation> found)
    {
        if (objectives.Count(o => o.Budget is not null) > Most) found.Add(new(path, CountMessage));
    }

    public static void Check(ObjectiveSpec objective, string path, List<Violation> found)
    {
        if (objective.Budget is not { } budget) return;
        var isShare = Bound.TryParse(Names.Availability, IntOrString.FromString(budget.Target), out var target);
        var isMean = objective.Quantile == Quantile.Mean;
        if (!isShare) found.Add(new($"{path}.budget.target", TargetMessage));
        if (isMean) found.Add(new($"{path}.budget", NoMeanMessage));
        else if (isShare && Names.IsLatency(objective.Indicator) && target < Quantile.Parse(objective.Quantile))
            found.Add(new($"{path}.budget.target", ShareMessage));
    }
}
