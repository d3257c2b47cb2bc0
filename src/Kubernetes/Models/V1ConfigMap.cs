using System.Text.Json.Serialization.Metadata;

namespace ModelMonitor.Kubernetes;

/// <summary>A ConfigMap (<c>v1</c>, its text entries).</summary>
/// <remarks>A subset: sent back whole, an object of another program would lose what is not read here. Patch instead.</remarks>
public sealed class V1ConfigMap : IKubernetesObject<V1ConfigMap>
{
    /// <inheritdoc />
    public static ResourceType Resource { get; } = new("", "v1", "ConfigMap", "configmaps");

    /// <inheritdoc />
    public static JsonTypeInfo<V1ConfigMap> JsonType => ModelsJsonContext.Default.V1ConfigMap;

    /// <summary>Group and version.</summary>
    public string ApiVersion { get; set; } = Resource.ApiVersion;

    /// <summary>Kind.</summary>
    public string Kind { get; set; } = Resource.Kind;

    /// <inheritdoc />
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>Text by key; null when there is none.</summary>
    public IDictionary<string, string>? Data { get; set; }
}
