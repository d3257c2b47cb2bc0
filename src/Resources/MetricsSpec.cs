using ModelMonitor.Resources.Rules;
using ModelMonitor.Resources.Schema;

namespace ModelMonitor.Resources;

/// <summary>Where and how metrics are read.</summary>
public sealed class MetricsSpec
{
    /// <summary>Name of a metrics source in the operator's configuration. Left out: the configuration's first.</summary>
    [Text(LabelRule.Max)]
    [Rule(LabelRule.Cel, MetricsRules.SourceMessage)]
    public string? Source { get; set; }

    /// <summary>Only series of this model, by the engine's model label. Left out: all models of the pods.</summary>
    [Text(MetricsRules.ModelMax)]
    [Rule(MetricsRules.Model, MetricsRules.ModelMessage)]
    public string? Model { get; set; }
}
