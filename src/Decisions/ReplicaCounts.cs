namespace ModelMonitor.Decisions;

/// <summary>The target's replicas, and what is known of its pods.</summary>
/// <param name="Current">Replicas that the target's scale asks for.</param>
/// <param name="Ready">Pods that are ready and not on their way out.</param>
public sealed record ReplicaCounts(int Current, int Ready)
{
    /// <summary>Since when each pod that is not ready has existed, in any order; pods on their way out are not among them.</summary>
    public IReadOnlyList<DateTimeOffset> StartingSince { get; init; } = [];

    /// <summary>How long the ready pods needed to become ready, in any order.</summary>
    public IReadOnlyList<PodStart> Starts { get; init; } = [];

    /// <summary>Why pods cannot start, in the cluster's words (no node has a free GPU, the quota is used up); null when nothing says so.</summary>
    public string? Blocked { get; init; }

    /// <summary>Whether pods are being replaced by those of another revision.</summary>
    public bool IsRollingOut { get; init; }

    /// <summary>Who set the replicas last, when it was not us and the target says so; null otherwise.</summary>
    public string? SetBy { get; init; }
}
