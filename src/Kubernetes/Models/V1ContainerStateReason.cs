namespace ModelMonitor.Kubernetes;

/// <summary>Why a container does not run (<c>v1.ContainerStateWaiting</c> and <c>v1.ContainerStateTerminated</c>, the part in use).</summary>
public sealed class V1ContainerStateReason
{
    /// <summary>One word, for example <c>ImagePullBackOff</c>; null when the kubelet gives none.</summary>
    public string? Reason { get; set; }

    /// <summary>The kubelet's or the runtime's words; untrusted, null when there are none.</summary>
    public string? Message { get; set; }
}
