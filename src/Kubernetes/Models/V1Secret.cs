using System.Text.Json.Serialization.Metadata;

namespace ModelMonitor.Kubernetes;

/// <summary>A Secret (<c>v1</c>). Its values never go into logs or messages.</summary>
/// <remarks>A subset: sent back whole, an object of another program would lose what is not read here. Patch instead.</remarks>
public sealed class V1Secret : IKubernetesObject<V1Secret>
{
    /// <inheritdoc />
    public static ResourceType Resource { get; } = new("", "v1", "Secret", "secrets");

    /// <inheritdoc />
    public static JsonTypeInfo<V1Secret> JsonType => ModelsJsonContext.Default.V1Secret;

    /// <summary>Group and version.</summary>
    public string ApiVersion { get; set; } = Resource.ApiVersion;

    /// <summary>Kind.</summary>
    public string Kind { get; set; } = Resource.Kind;

    /// <inheritdoc />
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>What the secret is for, for example <c>kubernetes.io/tls</c>; null means <c>Opaque</c>.</summary>
    public string? Type { get; set; }

    /// <summary>Values by key, base64 in JSON; null when there are none.</summary>
    public IDictionary<string, byte[]>? Data { get; set; }
}
