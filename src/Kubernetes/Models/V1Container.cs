namespace ModelMonitor.Kubernetes;

/// <summary>A container of a Pod (<c>v1.Container</c>, the part in use).</summary>
public sealed class V1Container
{
    /// <summary>Name, unique in the Pod.</summary>
    public string Name { get; set; } = "";

    /// <summary>Image reference; null where an admission plugin fills it in.</summary>
    public string? Image { get; set; }

    /// <summary>Ports that the container names; null when there are none.</summary>
    public IList<V1ContainerPort>? Ports { get; set; }
}
