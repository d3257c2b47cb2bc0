namespace ModelMonitor.Kubernetes;

/// <summary>What a container does now (<c>v1.ContainerState</c>, the part in use).</summary>
public sealed class V1ContainerState
{
    /// <summary>Since when it runs; null when it does not.</summary>
    public V1ContainerStateRunning? Running { get; set; }

    /// <summary>Why it does not run yet; null when it runs or has ended.</summary>
    public V1ContainerStateReason? Waiting { get; set; }

    /// <summary>Why it ended; null when it runs or waits.</summary>
    public V1ContainerStateReason? Terminated { get; set; }
}
