namespace ModelMonitor.Operator.Reconciling;

/// <summary>The types of conditions on a ModelMonitor. docs/conditions.md lists them; a test keeps the two equal.</summary>
public enum ConditionType
{
    /// <summary>True: the spec is understood, the target found, every objective judged. Says nothing about the SLO.</summary>
    Ready,

    /// <summary>True: the target exists and has a scale subresource.</summary>
    TargetFound,

    /// <summary>True: every objective's indicator and the load are known.</summary>
    MetricsAvailable,

    /// <summary>True: no objective is breached, and no error budget spent.</summary>
    SLOMet,

    /// <summary>True: the operator moves replicas when it has to.</summary>
    ScalingActive,

    /// <summary>True: pods that are ordered start. False: they did not in time, and the cluster or the pods themselves keep them from it.</summary>
    CapacityAvailable,

    /// <summary>
    /// True: GPU metrics of the target's pods are there, by a node's exporter or a sidecar. Left out where neither spec.gpuExporter nor an
    /// objective asks for them.
    /// </summary>
    ExporterReady,

    /// <summary>True (look!): a limit keeps replicas from where they are needed.</summary>
    ScalingLimited,

    /// <summary>True (look!): an objective's bound is no bucket edge of the engine's histogram, so that it is judged by an estimate.</summary>
    ThresholdNotOnBucket,

    /// <summary>True (look!): somebody else decides the target's replicas too.</summary>
    Contested,
}
