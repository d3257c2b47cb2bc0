using ModelMonitor.Decisions;
using ModelMonitor.Metrics;
using ModelMonitor.Resources;
using ModelMonitor.Resources.Planning;

namespace ModelMonitor.Operator.Reconciling;

/// <summary>Turns a spec into work, or says what is wrong with it.</summary>
/// <remarks><b>Guarantees</b>: safe for concurrent use; a spec is read with one configuration, never with parts of two.</remarks>
/// <param name="sources">The configured metrics sources; the first that a namespace may use is its default.</param>
/// <param name="engines">The engine presets.</param>
public sealed class WorkReader(IReadOnlyList<SourceAccess> sources, EngineCatalog engines)
{
    private volatile Known _known = new(sources, engines);

    /// <summary>Reads with another configuration from now on.</summary>
    /// <param name="newSources">As the constructor's.</param>
    /// <param name="newEngines">As the constructor's.</param>
    public void Use(IReadOnlyList<SourceAccess> newSources, EngineCatalog newEngines) => _known = new(newSources, newEngines);

    /// <summary>Reads a spec.</summary>
    /// <param name="monitor">The monitor.</param>
    /// <returns>The work, or the problem.</returns>
    public (Work? Work, Problem? Problem) Read(V1Alpha1ModelMonitor monitor)
    {
        var known = _known;
        var violations = ModelMonitorValidator.Validate(monitor);
        if (violations.Count > 0)
        {
            var more = violations.Count > 1 ? $" (and {violations.Count - 1} more)" : "";
            return No(ConditionReason.InvalidSpec, violations[0] + more);
        }

        var spec = monitor.Spec;
        // What other namespaces may use is not this one's to know.
        var allowed = known.Sources.Where(s => s.Allows(monitor.Metadata.Namespace ?? "")).Select(s => s.Name).ToList();
        if ((spec.Metrics?.Source ?? allowed.FirstOrDefault()) is not { } source)
            return No(ConditionReason.UnknownSource, "no metrics source of the operator's configuration is for this namespace; ask its administrator for one");
        if (!allowed.Contains(source))
        {
            return No(ConditionReason.UnknownSource,
                $"spec.metrics.source '{source}' is not among the sources that the operator's configuration has for this namespace: {string.Join(", ", allowed)}");
        }

        if (spec.Engine is not null && !known.Engines.TryGet(spec.Engine, out _))
            return No(ConditionReason.UnknownEngine, $"spec.engine '{spec.Engine}' has no preset; there are {string.Join(", ", known.Engines.Names)}");

        if (QueryMistake(spec) is { } mistake) return No(ConditionReason.InvalidSpec, mistake);
        var plan = PlanReader.PlanOf(spec);
        return (new(
            source,
            spec.Engine,
            spec.Metrics?.Model,
            new(spec.Metrics?.Service, spec.Metrics?.Port, spec.Metrics?.Path),
            spec.Mode,
            plan,
            [.. spec.Objectives.Zip(plan.Objectives, QuestionOf), .. WakeOf(spec.Scaling)],
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

        return spec.Scaling?.WakeQuery is { } wake && CustomQuery.Parse(wake).Error is { } wrong ? $"spec.scaling.wakeQuery: {wrong}" : null;
    }

    private static IEnumerable<IndicatorQuestion> WakeOf(ScalingSpec? scaling) =>
        scaling?.WakeQuery is { } query ? [new(Work.WakeObjective, Indicator.Custom, Custom: new(query, null))] : [];

    private static IndicatorQuestion QuestionOf(ObjectiveSpec spec, Objective objective)
    {
        var custom = spec.Query is { } query ? new CustomQuestion(query, spec.SamplesQuery) : null;
        return new(objective.Name, objective.Indicator, objective.Quantile, objective.Bound, spec.MinSamples, custom, objective.GoodIsBelow, objective.Budget?.Window);
    }

    private sealed record Known(IReadOnlyList<SourceAccess> Sources, EngineCatalog Engines);
}
