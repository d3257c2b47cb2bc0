namespace ModelMonitor.Kubernetes;

/// <summary>What a Deployment is found to be (<c>apps/v1.DeploymentStatus</c>, the part in use). The server leaves zeros out.</summary>
public sealed class V1DeploymentStatus
{
    /// <summary>The generation of the spec that the controller has seen.</summary>
    public long ObservedGeneration { get; set; }

    /// <summary>Pods that exist and are not terminating.</summary>
    public int Replicas { get; set; }

    /// <summary>Pods of the newest template.</summary>
    public int UpdatedReplicas { get; set; }

    /// <summary>Pods that are ready.</summary>
    public int ReadyReplicas { get; set; }

    /// <summary>Pods that have been ready for the minimum time.</summary>
    public int AvailableReplicas { get; set; }

    /// <summary>Conditions such as <c>Available</c> and <c>Progressing</c>; null before the first report.</summary>
    public IList<WorkloadCondition>? Conditions { get; set; }
}
