namespace ModelMonitor.Decisions;

/// <summary>The target's replicas.</summary>
/// <param name="Current">Replicas that the target's scale asks for.</param>
/// <param name="Ready">Pods that are ready and not on their way out.</param>
public sealed record ReplicaCounts(int Current, int Ready);
