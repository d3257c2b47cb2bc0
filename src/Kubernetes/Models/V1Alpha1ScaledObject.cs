using System.Text.Json.Serialization.Metadata;

namespace ModelMonitor.Kubernetes;

/// <summary>A KEDA ScaledObject: which workload it scales.</summary>
/// <remarks>A subset: sent back whole, an object of another program would lose what is not read here.</remarks>
public sealed class V1Alpha1ScaledObject : IAutoscaler<V1Alpha1ScaledObject>
{
    /// <inheritdoc />
    public static ResourceType Resource { get; } = new("keda.sh", "v1alpha1", "ScaledObject", "scaledobjects");

    /// <inheritdoc />
    public static JsonTypeInfo<V1Alpha1ScaledObject> JsonType => ModelsJsonContext.Default.V1Alpha1ScaledObject;

    /// <summary>Group and version.</summary>
    public string ApiVersion { get; set; } = Resource.ApiVersion;

    /// <summary>Kind.</summary>
    public string Kind { get; set; } = Resource.Kind;

    /// <inheritdoc />
    public ObjectMeta Metadata { get; set => field = AutoscalerSpec.IdentityOf(value); } = new();

    /// <inheritdoc />
    public AutoscalerSpec? Spec { get; set; }
}
