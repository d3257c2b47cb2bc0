namespace ModelMonitor.Kubernetes;

/// <summary>What a container is found to be (<c>v1.ContainerStatus</c>, the part in use).</summary>
public sealed class V1ContainerStatus
{
    /// <summary>The container's name.</summary>
    public string Name { get; set; } = "";

    /// <summary>Whether it runs and passes its readiness probe.</summary>
    public bool Ready { get; set; }

    /// <summary>How often it was started anew, ≥ 0.</summary>
    public int RestartCount { get; set; }

    /// <summary>What it does now; null before the first report.</summary>
    public V1ContainerState? State { get; set; }
}
