using ModelMonitor.Actions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Operator.Reconciling;
using ModelMonitor.Resources;

namespace ModelMonitor.Operator.Exporters;

/// <summary>All that is known when it is decided how a target's pods come by a GPU exporter.</summary>
public sealed record ExporterFacts
{
    /// <summary>What is asked for; <see cref="GpuExporterMode.None"/> where nothing is.</summary>
    public required GpuExporterMode Mode { get; init; }

    /// <summary>How pods that run already are treated.</summary>
    public GpuExporterRollout Rollout { get; init; }

    /// <summary>What the monitor may do at all.</summary>
    public MonitorMode Monitor { get; init; }

    /// <summary>The preset's name.</summary>
    public required string Preset { get; init; }

    /// <summary>The sidecar that is wanted; null where <see cref="Refusal"/> says why there is none.</summary>
    public SidecarRequest? Sidecar { get; init; }

    /// <summary>Why no sidecar can or may be added; null when it may.</summary>
    public Problem? Refusal { get; init; }

    /// <summary>Pods that the target's scale asks for, ≥ 0.</summary>
    public required int Replicas { get; init; }

    /// <summary>The target's pods that are there to stay.</summary>
    public required IReadOnlyList<V1Pod> Pods { get; init; }

    /// <summary>What keeps the cluster from making pods that are missing; null when nothing is known to.</summary>
    public string? PodsMissing { get; init; }

    /// <summary>Names of the pods that an exporter shows; null where that is not known.</summary>
    public IReadOnlySet<string>? Shown { get; init; }

    /// <summary>What the status said before; null at first.</summary>
    public ExporterStatus? Before { get; init; }

    /// <summary>How long the exporter's container has to run, from when it could.</summary>
    public TimeSpan CanaryDeadline { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The present.</summary>
    public required DateTimeOffset Now { get; init; }
}
