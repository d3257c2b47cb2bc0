namespace ModelMonitor.Kubernetes;

/// <summary>Who holds a Lease, and since when (<c>coordination.k8s.io/v1.LeaseSpec</c>). Any program may leave out any field.</summary>
/// <remarks>A record, so that two readings compare by content: a holder has renewed when anything here changed.</remarks>
public sealed record V1LeaseSpec
{
    /// <summary>The holder; null or empty when nobody holds it.</summary>
    public string? HolderIdentity { get; set; }

    /// <summary>For how many seconds after a renewal others must wait; ≥ 1.</summary>
    public int? LeaseDurationSeconds { get; set; }

    /// <summary>When the holder got it, by the holder's wall clock.</summary>
    public MicroTime? AcquireTime { get; set; }

    /// <summary>When the holder last renewed it, by the holder's wall clock; never to be compared with one's own.</summary>
    public MicroTime? RenewTime { get; set; }

    /// <summary>How often it changed hands; ≥ 0.</summary>
    public int? LeaseTransitions { get; set; }
}
