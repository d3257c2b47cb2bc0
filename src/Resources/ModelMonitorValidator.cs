using ModelMonitor.Resources.Rules;

namespace ModelMonitor.Resources;

/// <summary>
/// Checks a monitor's spec at run time as the API server does at admission, with the same messages: for servers without CEL rules, and
/// for objects that were stored before a rule existed.
/// </summary>
public static class ModelMonitorValidator
{
    /// <summary>Finds the mistakes in a monitor's spec.</summary>
    /// <param name="monitor">The monitor.</param>
    /// <returns>
    /// The mistakes, in no promised order; empty when there are none. As at the API server, rules are not looked at before every limit
    /// (lengths, ranges, allowed values) holds.
    /// </returns>
    public static IReadOnlyList<Violation> Validate(V1Alpha1ModelMonitor monitor)
    {
        var found = new List<Violation>();
        if (monitor.Spec is not { } spec) return [new("spec", "Required value")];
        Limits.Check(spec, ResourcesJsonContext.Default.ModelMonitorSpec, "spec", found);
        if (found.Count > 0) return found;

        TargetRules.Check(spec.TargetRef, "spec.targetRef", found);
        if (spec.Engine is { } engine && !LabelRule.Holds(engine)) found.Add(new("spec.engine", ModelMonitorSpec.EngineMessage));
        if (spec.Metrics is { } metrics) MetricsRules.Check(metrics, "spec.metrics", found);
        if (spec.GpuExporter is { } exporter) ExporterRules.Check(exporter, "spec.gpuExporter", found);
        ObjectiveRules.Check(spec.Objectives, "spec.objectives", found);
        ScalingSpecRules.Check(spec, "spec.scaling", found);
        return found;
    }
}
