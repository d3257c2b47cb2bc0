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

    /// <summary>The target's replicas were changed.</summary>
    Scaled,

    /// <summary>The target's replicas would have been changed; the mode is Recommend.</summary>
    ScalingRecommended,

    /// <summary>The API server refused a scale request.</summary>
    ScaleFailed,

    /// <summary>A limit keeps replicas from where they are needed.</summary>
    ScalingLimited,

    /// <summary>Metrics are unknown; replicas are held. Told once per reason.</summary>
    MetricsUnavailable,

    /// <summary>Metrics are known again.</summary>
    MetricsRestored,

    /// <summary>The monitor cannot be judged: its spec, its target or a right is wrong. Told once per reason.</summary>
    NotReady,
}
