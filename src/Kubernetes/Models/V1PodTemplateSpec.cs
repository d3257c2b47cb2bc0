namespace ModelMonitor.Kubernetes;

/// <summary>What the Pods of a workload are made from (<c>v1.PodTemplateSpec</c>).</summary>
public sealed class V1PodTemplateSpec
{
    /// <summary>Labels and annotations of the Pods.</summary>
    public ObjectMeta? Metadata { get; set; }

    /// <summary>Spec of the Pods.</summary>
    public V1PodSpec? Spec { get; set; }
}
