using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Operator.Monitoring;

/// <summary>A PodMonitor of prometheus-operator: it tells which pods are scraped.</summary>
internal sealed class V1PodMonitor : IWrittenObject<V1PodMonitor>
{
    /// <inheritdoc />
    public static ResourceType Resource { get; } = new("monitoring.coreos.com", "v1", "PodMonitor", "podmonitors");

    /// <inheritdoc />
    public static JsonTypeInfo<V1PodMonitor> JsonType => MonitoringJsonContext.Default.V1PodMonitor;

    /// <summary>Group and version.</summary>
    public string ApiVersion { get; set; } = Resource.ApiVersion;

    /// <summary>Kind.</summary>
    public string Kind { get; set; } = Resource.Kind;

    /// <inheritdoc />
    public ObjectMeta Metadata { get; set; } = new();

    /// <inheritdoc />
    public JsonObject? Spec { get; set; }
}
