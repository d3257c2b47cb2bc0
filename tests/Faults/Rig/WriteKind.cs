namespace ModelMonitor.Tests.Faults.Rig;

/// <summary>What a mutating request of the operator is about.</summary>
public enum WriteKind
{
    /// <summary>Not mutating.</summary>
    None,

    /// <summary>The scale of a workload: the only thing that acts.</summary>
    Scale,

    /// <summary>The status of a monitor.</summary>
    Status,

    /// <summary>An Event.</summary>
    Event,

    /// <summary>A lease of leader election.</summary>
    Lease,

    /// <summary>Any other; the operator should have none.</summary>
    Other,
}
