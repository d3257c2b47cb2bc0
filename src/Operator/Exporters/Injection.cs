using ModelMonitor.Actions;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Operator.Exporters;

/// <summary>What new pods of a target get.</summary>
/// <param name="Selector">Selects the target's pods.</param>
/// <param name="Sidecar">The sidecar.</param>
/// <param name="IsCanary">Whether only one pod may get it.</param>
public sealed record Injection(PodSelector Selector, SidecarRequest Sidecar, bool IsCanary);
