namespace ModelMonitor.Operator.Reconciling;

/// <summary>Reasons of Events. A closed set: docs/events.md lists them; a test keeps the two equal.</summary>
public enum EventReason
{
    /// <summary>An objective went over its bound in 2 of the last 3 intervals.</summary>
    SLOBreached,

    /// <summary>An objective came near its bound (80 %) for 2 intervals.</summary>
    SLOAtRisk,

    /// <summary>An objective that was breached or at risk was good for 3 intervals.</summary>
    SLORecovered,

    /// <summary>At the present rate an objective's error budget is used up long before its window ends.</summary>
    BudgetBurning,

    /// <summary>Nothing is left of an objective's error budget.</summary>
    BudgetSpent,

    /// <summary>An error budget that was burning or spent is healthy again.</summary>
    BudgetRecovered,

    /// <summary>The target's replicas were changed.</summary>
    Scaled,

    /// <summary>The target's replicas would have been changed; the mode is Recommend.</summary>
    ScalingRecommended,

    /// <summary>The API server refused a scale request.</summary>
    ScaleFailed,

    /// <summary>A limit keeps replicas from where they are needed.</summary>
    ScalingLimited,

    /// <summary>Requests are bad while the pods have little to do: more replicas cannot help.</summary>
    ScalingIneffective,

    /// <summary>Pods that were ordered did not become ready in time.</summary>
    CapacityUnavailable,

    /// <summary>Somebody else decides the target's replicas too. Told once per reason.</summary>
    Contested,

    /// <summary>Metrics are unknown; replicas are held. Told once per reason.</summary>
    MetricsUnavailable,

    /// <summary>Metrics are known again.</summary>
    MetricsRestored,

    /// <summary>The monitor cannot be judged: its spec, its target or a right is wrong. Told once per reason.</summary>
    NotReady,

    /// <summary>Every pod of the target carries the GPU exporter as a sidecar.</summary>
    ExporterInjected,

    /// <summary>No pod of the target carries the sidecar any more.</summary>
    ExporterRemoved,

    /// <summary>GPU metrics of the target's pods are not to be had, or the sidecar was refused or withdrawn. Told once per reason.</summary>
    ExporterUnavailable,

    /// <summary>A pod was evicted, to come back with the sidecar or without it.</summary>
    PodEvicted,
}
