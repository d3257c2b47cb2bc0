using ModelMonitor.Resources.Rules;
using ModelMonitor.Resources.Schema;

namespace ModelMonitor.Resources;

/// <summary>Where and how metrics are read.</summary>
public sealed class MetricsSpec
{
    /// <summary>Name of a metrics source in the operator's configuration. Left out: the first that the monitor's namespace may use.</summary>
    [Text(LabelRule.Max)]
    [Rule(LabelRule.Cel, MetricsRules.SourceMessage)]
    public string? Source { get; set; }

    /// <summary>Only series of this model, by the engine's model label. Left out: all models of the pods.</summary>
    [Text(MetricsRules.ModelMax)]
    [Rule(MetricsRules.Model, MetricsRules.ModelMessage)]
    public string? Model { get; set; }

    /// <summary>
    /// Name of the Service whose requests are counted, for engines that are read from a gateway (ingress-nginx). Left out: the target's name.
    /// </summary>
    [Text(LabelRule.Max)]
    [Rule(LabelRule.Cel, MetricsRules.ServiceMessage)]
    public string? Service { get; set; }

    /// <summary>Port of the pods' metrics endpoint, for sources that read pods directly. Left out: the engine's.</summary>
    [Range(1, 65535)]
    public int? Port { get; set; }

    /// <summary>Path of the pods' metrics endpoint, for sources that read pods directly. Left out: the engine's.</summary>
    [Text(MetricsRules.PathMax)]
    [Rule(MetricsRules.Path, MetricsRules.PathMessage)]
    public string? Path { get; set; }
}
