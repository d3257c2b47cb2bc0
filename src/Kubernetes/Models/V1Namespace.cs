using System.Text.Json.Serialization.Metadata;

namespace ModelMonitor.Kubernetes;

/// <summary>A Namespace (<c>v1</c>, its metadata).</summary>
/// <remarks>A subset: sent back whole, an object of another program would lose what is not read here. Patch instead.</remarks>
public sealed class V1Namespace : IKubernetesObject<V1Namespace>
{
    /// <inheritdoc />
    public static ResourceType Resource { get; } = new("", "v1", "Namespace", "namespaces", Namespaced: false);

    /// <inheritdoc />
    public static JsonTypeInfo<V1Namespace> JsonType => ModelsJsonContext.Default.V1Namespace;

    /// <summary>Group and version.</summary>
    public string ApiVersion { get; set; } = Resource.ApiVersion;

    /// <summary>Kind.</summary>
    public string Kind { get; set; } = Resource.Kind;

    /// <inheritdoc />
    public ObjectMeta Metadata { get; set; } = new();
}
