namespace ModelMonitor.Kubernetes;

/// <summary>What a Pod shall run (<c>v1.PodSpec</c>, the part in use).</summary>
public sealed class V1PodSpec
{
    /// <summary>The node that the Pod is bound to; null while it is not scheduled.</summary>
    public string? NodeName { get; set; }

    /// <summary>Init containers, native sidecars among them; null when there are none.</summary>
    public IList<V1Container>? InitContainers { get; set; }

    /// <summary>Claims of devices (DRA); null when there are none.</summary>
    public IList<V1PodResourceClaim>? ResourceClaims { get; set; }

    /// <summary>The containers; at least one.</summary>
    public IList<V1Container> Containers { get; set; } = [];
}
