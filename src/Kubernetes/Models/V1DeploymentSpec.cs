namespace ModelMonitor.Kubernetes;

/// <summary>What a Deployment shall be (<c>apps/v1.DeploymentSpec</c>, the part in use).</summary>
public sealed class V1DeploymentSpec
{
    /// <summary>Wanted number of Pods, ≥ 0; null means the server's default of 1.</summary>
    public int? Replicas { get; set; }

    /// <summary>Which Pods belong to it.</summary>
    public LabelSelector? Selector { get; set; }

    /// <summary>What the Pods are made from.</summary>
    public V1PodTemplateSpec? Template { get; set; }
}
