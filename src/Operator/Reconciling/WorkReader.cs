using ModelMonitor.Decisions;
using ModelMonitor.Metrics;
using ModelMonitor.Resources;

namespace ModelMonitor.Operator.Reconciling;

/// <summary>Turns a spec into work, or says what is wrong with it.</summary>
/// <param name="sources">The configured metrics sources; the first that a namespace may use is its default.</param>
/// <param name="engines">The engine presets.</param>
public sealed class WorkReader(IReadOnlyList<SourceAccess> sources, EngineCatalog engines)
{
    /// <summary>Reads a spec.</summary>
    /// <param name="monitor">The monitor.</param>
    /// <returns>The work, or the problem.</returns>
    public (Work? Work, Problem? Problem) Read(V1Alpha1ModelMonitor monitor)
    {
        var violations = ModelMonitorValidator.Validate(monitor);
        if (violations.Count > 0)
        {
            var more = violations.Count > 1 ? $" (and {violations.Count - 1} more)" : "";
            return No(ConditionReason.InvalidSpec, violations[0] + more);
        }

        var spec = monitor.Spec;
        // What other namespaces may use is not this one's to know.
        var allowed = sources.Where(s => s.Allows(monitor.Metadata.Namespace ?? "")).Select(s => s.Name).ToList();
        if ((spec.Metrics?.Source ?? allowed.FirstOrDefault()) is not { } source)
            return No(ConditionReason.UnknownSource, "no metrics source of the operator's configuration is for this namespace; ask its administrator for one");
        if (!allowed.Contains(source))
        {
            return No(ConditionReason.UnknownSource,
                $"spec.metrics.source '{source}' is not among the sources that the operator's configuration has for this namespace: {string.Join(", ", allowed)}");
        }

        if (spec.Engine is not null && !engines.TryGet(spec.Engine, out _))
            return No(ConditionReason.UnknownEngine, $"spec.engine '{spec.Engine}' has no preset; there are {string.Join(", ", engines.Names)}");

        if (QueryMistake(spec) is { } mistake) return No(ConditionReason.InvalidSpec, mistake);
        var objectives = spec.Objectives.Select(o => ObjectiveOf(o, spec.Scaling)).ToList();
        return (new(
            source,
            spec.Engine,
            spec.Metrics?.Model,
            new(spec.Metrics?.Service, spec.Metrics?.Port, spec.Metrics?.Path),
            spec.Mode,
            new(objectives, spec.Scaling is null ? null : LimitsOf(spec.Scaling)),
            [.. spec.Objectives.Select(QuestionOf)],
            spec.Objectives.ToDictionary(o => o.EffectiveName, o => (o.Below ?? o.Above)!.Value.Text)), null);

        static (Work?, Problem?) No(ConditionReason reason, string message) => (null, new(ConditionType.Ready, reason, message));
    }

    // The API server cannot read PromQL: this is the one rule of the spec without a twin in CEL.
    private static string? QueryMistake(ModelMonitorSpec spec)
    {
        for (var i = 0; i < spec.Objectives.Count; i++)
        {
            foreach (var (field, text) in new[] { ("query", spec.Objectives[i].Query), ("samplesQuery", spec.Objectives[i].SamplesQuery) })
                if (text is not null && CustomQuery.Parse(text).Error is { } error) return $"spec.objectives[{i}].{field}: {error}";
        }

        return null;
    }

    private static Objective ObjectiveOf(ObjectiveSpec objective, ScalingSpec? scaling)
    {
        var mayScale = scaling is not null
            && (scaling.Objectives?.Contains(objective.EffectiveName) ?? IndicatorNames.MayScaleByDefault(objective.Indicator));
        return new(objective.EffectiveName, IndicatorOf(objective.Indicator), BoundOf(objective), objective.Below is not null, mayScale);
    }

    private static IndicatorQuestion QuestionOf(ObjectiveSpec objective)
    {
        double? quantile = IndicatorNames.IsLatency(objective.Indicator) && objective.Quantile != Quantile.Mean ? Quantile.Parse(objective.Quantile) : null;
        var custom = objective.Query is { } query ? new CustomQuestion(query, objective.SamplesQuery) : null;
        return new(objective.EffectiveName, IndicatorOf(objective.Indicator), quantile, BoundOf(objective), objective.MinSamples, custom, objective.Below is not null);
    }

    private static double BoundOf(ObjectiveSpec objective) => Bound.Parse(objective.Indicator, (objective.Below ?? objective.Above)!.Value);

    private static Indicator IndicatorOf(string name) => name switch
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

    private static ScalingLimits LimitsOf(ScalingSpec scaling)
    {
        var behavior = BehaviorDefaults.Resolve(scaling.Behavior);
        return new(scaling.MinReplicas, scaling.MaxReplicas, RulesOf(behavior.ScaleUp!), RulesOf(behavior.ScaleDown!));
    }

    private static DirectionRules RulesOf(ScalingRules rules) => new(
        TimeSpan.FromSeconds(rules.StabilizationWindowSeconds ?? 0),
        Enum.Parse<PolicySelect>(rules.SelectPolicy ?? nameof(PolicySelect.Max)),
        [.. (rules.Policies ?? []).Select(p => new RatePolicy(p.Type == "Percent", p.Value, TimeSpan.FromSeconds(p.PeriodSeconds)))]);
}
