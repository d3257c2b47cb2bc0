namespace ModelMonitor.Decisions;

/// <summary>A limit that trimmed or stopped a change.</summary>
public enum Guard
{
    /// <summary>Unknown or partial measurements.</summary>
    Unknown,

    /// <summary>The stabilisation window.</summary>
    Stabilization,

    /// <summary>The rate policies.</summary>
    RateLimit,

    /// <summary>Pods that are not ready yet.</summary>
    PodsPending,

    /// <summary>The time that new capacity needs to show in the measurements.</summary>
    AwaitingEffect,

    /// <summary>The load of one pod fewer, never seen to be carried.</summary>
    Unproven,

    /// <summary>Idle pods beside a breach.</summary>
    Ineffective,

    /// <summary>The plan's maximum.</summary>
    MaxReplicas,

    /// <summary>A number that a person set.</summary>
    ManualHold,

    /// <summary>Somebody who puts the replicas back after every change.</summary>
    Contested,

    /// <summary>A rollout.</summary>
    Rollout,

    /// <summary>A cluster without room for more pods.</summary>
    CapacityUnavailable,

    /// <summary>An error budget that burns away.</summary>
    Budget,

    /// <summary>A surplus that is not worth a change, or none when one looks at what arrives now.</summary>
    Surplus,
}
