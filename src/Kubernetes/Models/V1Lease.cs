using System.Text.Json.Serialization.Metadata;

namespace ModelMonitor.Kubernetes;

/// <summary>A Lease (<c>coordination.k8s.io/v1</c>): the object that leaders are elected with.</summary>
/// <remarks>A subset: sent back whole, an object of another program would lose what is not read here. Patch instead.</remarks>
public sealed class V1Lease : IKubernetesObject<V1Lease>
{
    /// <inheritdoc />
    public static ResourceType Resource { get; } = new("coordination.k8s.io", "v1", "Lease", "leases");

    /// <inheritdoc />
    public static JsonTypeInfo<V1Lease> JsonType => ModelsJsonContext.Default.V1Lease;

    /// <summary>Group and version.</summary>
    public string ApiVersion { get; set; } = Resource.ApiVersion;

    /// <summary>Kind.</summary>
    public string Kind { get; set; } = Resource.Kind;

    /// <inheritdoc />
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>Who holds it; null in a Lease that was created empty.</summary>
    public V1LeaseSpec? Spec { get; set; }
}
