namespace ModelMonitor.Resources;

/// <summary>Replicas of the target.</summary>
public sealed class ReplicaStatus
{
    /// <summary>Replicas that the target's scale asks for.</summary>
    public int Current { get; set; }

    /// <summary>Pods that are ready.</summary>
    public int Ready { get; set; }

    /// <summary>Replicas that the operator wants; left out when it does not scale.</summary>
    public int? Desired { get; set; }
}
