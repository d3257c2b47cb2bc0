using System.Text.Json.Serialization.Metadata;

namespace ModelMonitor.Kubernetes;

/// <summary>A Pod (<c>v1</c>, the part in use).</summary>
/// <remarks>A subset: sent back whole, an object of another program would lose what is not read here. Patch instead.</remarks>
public sealed class V1Pod : IKubernetesObject<V1Pod>
{
    /// <inheritdoc />
    public static ResourceType Resource { get; } = new("", "v1", "Pod", "pods");

    /// <inheritdoc />
    public static JsonTypeInfo<V1Pod> JsonType => ModelsJsonContext.Default.V1Pod;

    /// <summary>Group and version.</summary>
    public string ApiVersion { get; set; } = Resource.ApiVersion;

    /// <summary>Kind.</summary>
    public string Kind { get; set; } = Resource.Kind;

    /// <inheritdoc />
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>What it shall run.</summary>
    public V1PodSpec? Spec { get; set; }

    /// <summary>What was found; null before the first report.</summary>
    public V1PodStatus? Status { get; set; }
}
