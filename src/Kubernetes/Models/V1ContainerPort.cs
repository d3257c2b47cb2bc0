namespace ModelMonitor.Kubernetes;

/// <summary>A port that a container names (<c>v1.ContainerPort</c>).</summary>
public sealed class V1ContainerPort
{
    /// <summary>Name of the port, or null.</summary>
    public string? Name { get; set; }

    /// <summary>Port number on the Pod's address, 1 to 65535.</summary>
    public int ContainerPort { get; set; }

    /// <summary><c>TCP</c> (also when null), <c>UDP</c> or <c>SCTP</c>.</summary>
    public string? Protocol { get; set; }
}
