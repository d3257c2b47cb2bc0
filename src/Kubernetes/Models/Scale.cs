namespace ModelMonitor.Kubernetes;

/// <summary>The scale subresource of a workload: how many Pods are wanted and found, and which they are.</summary>
/// <param name="Metadata">Name, uid and resourceVersion of the workload itself.</param>
/// <param name="SpecReplicas">Wanted number of Pods, ≥ 0.</param>
/// <param name="StatusReplicas">Number of Pods that the workload's controller has counted, ≥ 0.</param>
/// <param name="Selector">Label selector of the Pods in the form of a query; null where the resource gives none.</param>
public sealed record Scale(ObjectMeta Metadata, int SpecReplicas, int StatusReplicas, string? Selector);
