namespace ModelMonitor.Kubernetes;

/// <summary>What a Pod shall run (<c>v1.PodSpec</c>, the part in use).</summary>
public sealed class V1PodSpec
{
    /// <summary>The node that the Pod is bound to; null while it is not scheduled.</summary>
    public string? NodeName { get; set; }

    /// <summary>The containers; at least one.</summary>
    public IList<V1Container> Containers { get; set; } = [];
}
