using System.Text.Json.Serialization.Metadata;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Operator.Monitoring;

/// <summary>A Prometheus of prometheus-operator: what it selects.</summary>
internal sealed class V1Prometheus : IKubernetesObject<V1Prometheus>
{
    /// <inheritdoc />
    public static ResourceType Resource { get; } = new("monitoring.coreos.com", "v1", "Prometheus", "prometheuses");

    /// <inheritdoc />
    public static JsonTypeInfo<V1Prometheus> JsonType => MonitoringJsonContext.Default.V1Prometheus;

    /// <summary>Group and version.</summary>
    public string ApiVersion { get; set; } = Resource.ApiVersion;

    /// <summary>Kind.</summary>
    public string Kind { get; set; } = Resource.Kind;

    /// <inheritdoc />
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>What it selects; null selects nothing.</summary>
    public PrometheusSelectors? Spec { get; set; }
}
