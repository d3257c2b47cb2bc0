using ModelMonitor.Kubernetes;

namespace ModelMonitor.Operator.Monitoring;

/// <summary>
/// The selectors of a Prometheus. One that is left out selects nothing, and of namespaces only the Prometheus' own; an empty one selects
/// everything.
/// </summary>
internal sealed class PrometheusSelectors
{
    /// <summary>Selects PodMonitors by their labels.</summary>
    public LabelSelector? PodMonitorSelector { get; set; }

    /// <summary>Selects the namespaces of PodMonitors.</summary>
    public LabelSelector? PodMonitorNamespaceSelector { get; set; }

    /// <summary>Selects PrometheusRules by their labels.</summary>
    public LabelSelector? RuleSelector { get; set; }

    /// <summary>Selects the namespaces of PrometheusRules.</summary>
    public LabelSelector? RuleNamespaceSelector { get; set; }
}
