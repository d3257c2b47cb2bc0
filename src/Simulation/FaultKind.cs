namespace ModelMonitor.Simulation;

/// <summary>What goes wrong in a simulation.</summary>
public enum FaultKind
{
    /// <summary>No scrape works: the metrics age, and after 5 minutes they are gone.</summary>
    MetricsOutage,

    /// <summary>Each scrape fails with the probability <see cref="Fault.Share"/>.</summary>
    ScrapeGaps,

    /// <summary>The series of a <see cref="Fault.Share"/> of the pods are missing: sums speak for the others only, and the coverage says so.</summary>
    StaleSeries,

    /// <summary>Pods ordered meanwhile do not begin to start before the fault ends, and the cluster says why.</summary>
    PodsPending,

    /// <summary>One pod works at <see cref="Fault.Share"/> of its speed.</summary>
    SlowPod,

    /// <summary>From its beginning every pod is replaced, one at a time: a new one starts, then an old one drains. Its end is of no effect.</summary>
    Rollout,
}
