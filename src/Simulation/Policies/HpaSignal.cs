namespace ModelMonitor.Simulation;

/// <summary>What a <see cref="HpaPolicy"/> scales on.</summary>
public enum HpaSignal
{
    /// <summary>Requests running and waiting per pod, as of the last scrape. Pods metric; target: requests.</summary>
    InFlight,

    /// <summary>The same, averaged over 60 s. Pods metric; target: requests.</summary>
    InFlightMean,

    /// <summary>Share of time in which the GPU was busy. Pods metric; target: 0 to 1.</summary>
    GpuUse,

    /// <summary>Requests per second that arrive at an ingress, shared by all replicas. Object metric; target: requests per second.</summary>
    Arrivals,
}
