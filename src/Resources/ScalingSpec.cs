namespace ModelMonitor.Resources;

/// <summary>How replicas may be moved.</summary>
public sealed class ScalingSpec
{
    /// <summary>Fewest replicas, always kept.</summary>
    public int MinReplicas { get; set; } = 1;

    /// <summary>Most replicas.</summary>
    public int MaxReplicas { get; set; }

    /// <summary>Names of the objectives that may ask for replicas. Left out: every latency and queue objective.</summary>
    public IList<string>? Objectives { get; set; }

    /// <summary>Limits on the speed of scaling, with the fields and merge rules of HorizontalPodAutoscaler.</summary>
    public BehaviorSpec? Behavior { get; set; }
}
