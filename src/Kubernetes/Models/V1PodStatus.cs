namespace ModelMonitor.Kubernetes;

/// <summary>What a Pod is found to be (<c>v1.PodStatus</c>, the part in use).</summary>
public sealed class V1PodStatus
{
    /// <summary><c>Pending</c>, <c>Running</c>, <c>Succeeded</c>, <c>Failed</c> or <c>Unknown</c>; null before the first report.</summary>
    public string? Phase { get; set; }

    /// <summary>The Pod's address; null until it has one.</summary>
    public string? PodIP { get; set; }

    /// <summary>When the kubelet took the Pod on; null before.</summary>
    public DateTimeOffset? StartTime { get; set; }

    /// <summary>How each container fares; null before the kubelet's first report.</summary>
    public IList<V1ContainerStatus>? ContainerStatuses { get; set; }

    /// <summary>The same for init containers, native sidecars among them.</summary>
    public IList<V1ContainerStatus>? InitContainerStatuses { get; set; }

    /// <summary>Conditions such as <c>Ready</c>; null before the first report.</summary>
    public IList<WorkloadCondition>? Conditions { get; set; }
}
