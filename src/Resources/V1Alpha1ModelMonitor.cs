using System.Text.Json.Serialization.Metadata;
using ModelMonitor.Kubernetes;
using ModelMonitor.Resources.Schema;

namespace ModelMonitor.Resources;

/// <summary>Keeps one model server inside its service levels: what good service means, and what may be done about it.</summary>
[ShortName("mm")]
[PrinterColumn("Target", ".spec.targetRef.name")]
[PrinterColumn("Engine", ".status.engine")]
[PrinterColumn("Mode", ".spec.mode")]
[PrinterColumn("Worst", ".status.worst.objective")]
[PrinterColumn("Value", ".status.worst.value")]
[PrinterColumn("State", ".status.worst.state")]
[PrinterColumn("Desired", ".status.replicas.desired", Type = "integer")]
[PrinterColumn("Ready-Pods", ".status.replicas.ready", Type = "integer")]
[PrinterColumn("Ready", ".status.conditions[?(@.type==\"Ready\")].status")]
[PrinterColumn("Age", ".metadata.creationTimestamp", Type = "date")]
[PrinterColumn("Source", ".status.source", Wide = true)]
[PrinterColumn("Budget", ".status.budgetRemaining", Wide = true)]
[PrinterColumn("Decision", ".status.decisions[0].message", Wide = true)]
public sealed class V1Alpha1ModelMonitor : IKubernetesObject<V1Alpha1ModelMonitor>
{
    /// <inheritdoc />
    public static ResourceType Resource { get; } = new("modelmonitor.dev", "v1alpha1", "ModelMonitor", "modelmonitors");

    /// <inheritdoc />
    public static JsonTypeInfo<V1Alpha1ModelMonitor> JsonType => ResourcesJsonContext.Default.V1Alpha1ModelMonitor;

    /// <summary>Group and version.</summary>
    public string ApiVersion { get; set; } = Resource.ApiVersion;

    /// <summary>Kind.</summary>
    public string Kind { get; set; } = Resource.Kind;

    /// <inheritdoc />
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>What is wanted.</summary>
    [Required]
    public ModelMonitorSpec Spec { get; set; } = new();

    /// <summary>What was observed, decided and done. Written by the operator alone.</summary>
    public ModelMonitorStatus? Status { get; set; }
}
