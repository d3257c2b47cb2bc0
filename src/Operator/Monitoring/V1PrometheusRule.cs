using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Operator.Monitoring;

/// <summary>A PrometheusRule of prometheus-operator: it holds recording rules and alerts.</summary>
internal sealed class V1PrometheusRule : IWrittenObject<V1PrometheusRule>
{
    /// <inheritdoc />
    public static ResourceType Resource { get; } = new("monitoring.coreos.com", "v1", "PrometheusRule", "prometheusrules");

    /// <inheritdoc />
    public static JsonTypeInfo<V1PrometheusRule> JsonType => MonitoringJsonContext.Default.V1PrometheusRule;

    /// <summary>Group and version.</summary>
    public string ApiVersion { get; set; } = Resource.ApiVersion;

    /// <summary>Kind.</summary>
    public string Kind { get; set; } = Resource.Kind;

    /// <inheritdoc />
    public ObjectMeta Metadata { get; set; } = new();

    /// <inheritdoc />
    public JsonObject? Spec { get; set; }
}
