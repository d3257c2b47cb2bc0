using System.Text.Json.Serialization.Metadata;

namespace ModelMonitor.Kubernetes;

/// <summary>The metadata of an object of any resource (<c>meta.k8s.io/v1</c>): small to keep, enough to notice changes.</summary>
/// <remarks>Read by <see cref="KubernetesClient.ListWatchMetadata"/>, which knows the resource; it has no place in the API itself.</remarks>
public sealed class V1PartialObjectMetadata : IKubernetesObject<V1PartialObjectMetadata>
{
    /// <inheritdoc />
    public static ResourceType Resource { get; } = new("meta.k8s.io", "v1", "PartialObjectMetadata", "partialobjectmetadata");

    /// <inheritdoc />
    public static JsonTypeInfo<V1PartialObjectMetadata> JsonType => ModelsJsonContext.Default.V1PartialObjectMetadata;

    /// <summary>Group and version.</summary>
    public string ApiVersion { get; set; } = Resource.ApiVersion;

    /// <summary>Kind.</summary>
    public string Kind { get; set; } = Resource.Kind;

    /// <inheritdoc />
    public ObjectMeta Metadata { get; set; } = new();
}
