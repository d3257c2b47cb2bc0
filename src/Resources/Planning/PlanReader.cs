using System.Globalization;
using ModelMonitor.Decisions;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Resources.Planning;

/// <summary>
/// Reads from a spec what the pipeline works by: defaults applied, in base units. The operator and a backtest of the same spec use it
/// alike. Pure.
/// </summary>
public static class PlanReader
{
    /// <summary>Reads a spec that <see cref="ModelMonitorValidator"/> has accepted.</summary>
    /// <param name="spec">The spec; it is left as it is.</param>
    /// <returns>The plan, its objectives in the spec's order.</returns>
    /// <exception cref="FormatException">A bound has not its indicator's form.</exception>
    /// <exception cref="ArgumentException">An indicator is unknown.</exception>
    public static Plan PlanOf(ModelMonitorSpec spec) =>
        new([.. spec.Objectives.Select(o => ObjectiveOf(o, spec.Scaling))], spec.Scaling is null ? null : LimitsOf(spec.Scaling))
        {
            IsAdvisory = spec.Mode == MonitorMode.Recommend,
        };

    /// <summary>Finds an indicator by the name that the custom resource gives it.</summary>
    /// <param name="name">One of <see cref="IndicatorNames"/>.</param>
    /// <exception cref="ArgumentException">The name is unknown.</exception>
    public static Indicator IndicatorOf(string name) => name switch
    {
        IndicatorNames.TimeToFirstToken => Indicator.TimeToFirstToken,
        IndicatorNames.InterTokenLatency => Indicator.InterTokenLatency,
        IndicatorNames.TimePerOutputToken => Indicator.TimePerOutputToken,
        IndicatorNames.RequestLatency => Indicator.RequestLatency,
        IndicatorNames.QueueWait => Indicator.QueueWait,
        IndicatorNames.ErrorRatio => Indicator.ErrorRatio,
        IndicatorNames.KvCacheUse => Indicator.KvCacheUse,
        IndicatorNames.Waiting => Indicator.Waiting,
        IndicatorNames.InFlight => Indicator.InFlight,
        IndicatorNames.RequestRate => Indicator.RequestRate,
        IndicatorNames.TokenThroughput => Indicator.TokenThroughput,
        IndicatorNames.Availability => Indicator.Availability,
        IndicatorNames.GpuUtilization => Indicator.GpuUtilization,
        IndicatorNames.GpuMemoryUse => Indicator.GpuMemoryUse,
        IndicatorNames.GpuTemperature => Indicator.GpuTemperature,
        IndicatorNames.GpuErrors => Indicator.GpuErrors,
        IndicatorNames.CpuUse => Indicator.CpuUse,
        IndicatorNames.MemoryUse => Indicator.MemoryUse,
        IndicatorNames.Accuracy => Indicator.Accuracy,
        IndicatorNames.Precision => Indicator.Precision,
        IndicatorNames.Recall => Indicator.Recall,
        IndicatorNames.F1 => Indicator.F1,
        IndicatorNames.DriftPsi => Indicator.DriftPsi,
        IndicatorNames.DriftKs => Indicator.DriftKs,
        IndicatorNames.Custom => Indicator.Custom,
        _ => throw new ArgumentException($"'{name}' is no indicator", nameof(name)),
    };

    private static Objective ObjectiveOf(ObjectiveSpec objective, ScalingSpec? scaling)
    {
        var mayScale = scaling is not null
            && (scaling.Objectives?.Contains(objective.EffectiveName) ?? IndicatorNames.MayScaleByDefault(objective.Indicator));
        var bound = Bound.Parse(objective.Indicator, (objective.Below ?? objective.Above)!.Value);
        return new(
            objective.EffectiveName,
            IndicatorOf(objective.Indicator),
            bound,
            objective.Below is not null,
            mayScale,
            QuantileOf(objective),
            objective.Budget is { } budget ? BudgetOf(budget) : null);
    }

    private static double? QuantileOf(ObjectiveSpec objective) =>
        IndicatorNames.IsLatency(objective.Indicator) && objective.Quantile != Quantile.Mean ? Quantile.Parse(objective.Quantile) : null;

    private static ErrorBudget BudgetOf(BudgetSpec budget) => new(
        Bound.Parse(IndicatorNames.Availability, IntOrString.FromString(budget.Target)),
        TimeSpan.FromDays(int.Parse(budget.Window.AsSpan().TrimEnd('d'), NumberStyles.None, CultureInfo.InvariantCulture)));

    private static ScalingLimits LimitsOf(ScalingSpec scaling)
    {
        var behavior = BehaviorDefaults.Resolve(scaling.Behavior);
        var reserve = scaling.Reserve is { } given && Reserve.TryParse(given, out var read) ? read : default;
        return new(scaling.MinReplicas, scaling.MaxReplicas, RulesOf(behavior.ScaleUp!), RulesOf(behavior.ScaleDown!))
        {
            ReservePods = reserve.Pods,
            ReserveShare = reserve.Share,
        };
    }

    private static DirectionRules RulesOf(ScalingRules rules) => new(
        TimeSpan.FromSeconds(rules.StabilizationWindowSeconds ?? 0),
        Enum.Parse<PolicySelect>(rules.SelectPolicy ?? nameof(PolicySelect.Max)),
        [.. (rules.Policies ?? []).Select(p => new RatePolicy(p.Type == "Percent", p.Value, TimeSpan.FromSeconds(p.PeriodSeconds)))]);
}
