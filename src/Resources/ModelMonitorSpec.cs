namespace ModelMonitor.Resources;

/// <summary>What is wanted.</summary>
public sealed class ModelMonitorSpec
{
    /// <summary>The workload to guard, in the same namespace. It needs a scale subresource.</summary>
    public TargetReference TargetRef { get; set; } = new();

    /// <summary>Enforce acts; Recommend decides and records but sends nothing; Paused judges and leaves replicas as they are.</summary>
    public MonitorMode Mode { get; set; } = MonitorMode.Enforce;

    /// <summary>The model server's software, which fixes the names of its metrics.</summary>
    public string Engine { get; set; } = "vllm";

    /// <summary>Where and how metrics are read. Everything in it is optional.</summary>
    public MetricsSpec? Metrics { get; set; }

    /// <summary>What good service means. At least one.</summary>
    public IList<ObjectiveSpec> Objectives { get; set; } = [];

    /// <summary>How replicas may be moved. Left out: judged and told, never scaled.</summary>
    public ScalingSpec? Scaling { get; set; }
}
