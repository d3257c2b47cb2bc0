using System.Text.Json.Serialization.Metadata;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Resources;

/// <summary>Keeps one model server inside its service levels: what good service means, and what may be done about it.</summary>
public sealed class V1Alpha1ModelMonitor : IKubernetesObject<V1Alpha1ModelMonitor>
{
    /// <inheritdoc />
    public static ResourceType Resource { get; } = new("modelmonitor.dev", "v1alpha1", "ModelMonitor", "modelmonitors");

    /// <inheritdoc />
    public static JsonTypeInfo<V1Alpha1ModelMonitor> JsonType => ResourcesJsonContext.Default.V1Alpha1ModelMonitor;

    /// <summary>Group and version.</summary>
    public string ApiVersion { get; set; } = Resource.ApiVersion;

    /// <summary>Kind.</summary>
    public string Kind { get; set; } = Resource.Kind;

    /// <inheritdoc />
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>What is wanted.</summary>
    public ModelMonitorSpec Spec { get; set; } = new();

    /// <summary>What was observed, decided and done. Written by the operator alone.</summary>
    public ModelMonitorStatus? Status { get; set; }
}
