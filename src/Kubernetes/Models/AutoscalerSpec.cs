namespace ModelMonitor.Kubernetes;

/// <summary>What an autoscaler shall do: the part in use.</summary>
public sealed class AutoscalerSpec
{
    /// <summary>The workload that it scales.</summary>
    public CrossVersionObjectReference? ScaleTargetRef { get; set; }

    // Only what tells objects apart is kept of others' autoscalers: there may be thousands.
    internal static ObjectMeta IdentityOf(ObjectMeta all) => new()
    {
        Name = all.Name,
        Namespace = all.Namespace,
        Uid = all.Uid,
        ResourceVersion = all.ResourceVersion,
    };
}
