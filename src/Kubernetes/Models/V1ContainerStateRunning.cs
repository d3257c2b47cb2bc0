namespace ModelMonitor.Kubernetes;

/// <summary>A container that runs (<c>v1.ContainerStateRunning</c>).</summary>
public sealed class V1ContainerStateRunning
{
    /// <summary>When it was started last.</summary>
    public DateTimeOffset? StartedAt { get; set; }
}
