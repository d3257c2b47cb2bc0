using System.Text.Json.Serialization.Metadata;

namespace ModelMonitor.Kubernetes;

/// <summary>A Deployment (<c>apps/v1</c>, the part in use).</summary>
/// <remarks>A subset: sent back whole, an object of another program would lose what is not read here. Patch instead.</remarks>
public sealed class V1Deployment : IKubernetesObject<V1Deployment>
{
    /// <inheritdoc />
    public static ResourceType Resource { get; } = new("apps", "v1", "Deployment", "deployments");

    /// <inheritdoc />
    public static JsonTypeInfo<V1Deployment> JsonType => ModelsJsonContext.Default.V1Deployment;

    /// <summary>Group and version.</summary>
    public string ApiVersion { get; set; } = Resource.ApiVersion;

    /// <summary>Kind.</summary>
    public string Kind { get; set; } = Resource.Kind;

    /// <inheritdoc />
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>What is wanted.</summary>
    public V1DeploymentSpec? Spec { get; set; }

    /// <summary>What was found; null before the first report.</summary>
    public V1DeploymentStatus? Status { get; set; }
}
