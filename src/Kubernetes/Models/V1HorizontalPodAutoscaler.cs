using System.Text.Json.Serialization.Metadata;

namespace ModelMonitor.Kubernetes;

/// <summary>
/// A HorizontalPodAutoscaler: which workload it scales. Every server shows all of them in <c>autoscaling/v1</c>, whatever version they
/// were written in, and the target is the same in each.
/// </summary>
/// <remarks>A subset: sent back whole, an object of another program would lose what is not read here.</remarks>
public sealed class V1HorizontalPodAutoscaler : IAutoscaler<V1HorizontalPodAutoscaler>
{
    /// <inheritdoc />
    public static ResourceType Resource { get; } = new("autoscaling", "v1", "HorizontalPodAutoscaler", "horizontalpodautoscalers");

    /// <inheritdoc />
    public static JsonTypeInfo<V1HorizontalPodAutoscaler> JsonType => ModelsJsonContext.Default.V1HorizontalPodAutoscaler;

    /// <summary>Group and version.</summary>
    public string ApiVersion { get; set; } = Resource.ApiVersion;

    /// <summary>Kind.</summary>
    public string Kind { get; set; } = Resource.Kind;

    /// <inheritdoc />
    /// <remarks>Without annotations: this version keeps whole specs and conditions there.</remarks>
    public ObjectMeta Metadata { get; set => field = AutoscalerSpec.IdentityOf(value); } = new();

    /// <inheritdoc />
    public AutoscalerSpec? Spec { get; set; }
}
