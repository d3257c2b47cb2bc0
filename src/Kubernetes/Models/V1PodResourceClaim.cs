namespace ModelMonitor.Kubernetes;

/// <summary>A claim of devices that a Pod's containers may name (<c>v1.PodResourceClaim</c>, the part in use).</summary>
public sealed class V1PodResourceClaim
{
    /// <summary>Name, unique in the Pod.</summary>
    public string Name { get; set; } = "";
}
