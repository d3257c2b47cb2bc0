namespace ModelMonitor.Operator.Reconciling;

/// <summary>
/// Reasons of conditions beside those of <see cref="Decisions.UnknownReason"/> and <see cref="Decisions.DecisionReason"/>.
/// A closed set: docs/conditions.md lists them; a test keeps the two equal.
/// </summary>
public enum ConditionReason
{
    /// <summary>Everything is as the condition's type says.</summary>
    AsExpected,

    /// <summary>The spec breaks a rule; the message names the field and the fix.</summary>
    InvalidSpec,

    /// <summary>The metrics source is not in the operator's configuration; the message lists those that are.</summary>
    UnknownSource,

    /// <summary>No engine preset of that name; the message lists those that are.</summary>
    UnknownEngine,

    /// <summary>The target does not exist.</summary>
    TargetNotFound,

    /// <summary>The cluster has no such kind, or the kind has no scale subresource.</summary>
    TargetNotScalable,

    /// <summary>The operator may not read or scale the target; the message names the missing right.</summary>
    Forbidden,

    /// <summary>The namespace's account, as which the operator acts, may not read or scale the target; the message has the commands that grant it.</summary>
    ActorForbidden,

    /// <summary>Not judged yet; the message says how long it takes.</summary>
    Collecting,

    /// <summary>An objective is breached.</summary>
    ObjectiveBreached,

    /// <summary>No objective is breached now, but an error budget is spent: more was missed over its window than promised.</summary>
    BudgetSpent,

    /// <summary>At least one objective cannot be judged.</summary>
    ObjectiveUnknown,

    /// <summary>The spec has no scaling section.</summary>
    NotConfigured,

    /// <summary>The mode is Paused.</summary>
    Paused,

    /// <summary>The mode is Recommend: decisions are recorded and not sent.</summary>
    RecommendOnly,

    /// <summary>The target has 0 replicas although minReplicas is 1 or more: a person switched it off.</summary>
    ScaledToZero,

    /// <summary>The API server refused a scale request.</summary>
    ScaleFailed,

    /// <summary>The target changed again and again while it was being scaled; it is decided anew at the next interval.</summary>
    WriteConflict,

    /// <summary>The namespace is being deleted.</summary>
    NamespaceTerminating,

    /// <summary>An older monitor scales the same target.</summary>
    OtherMonitor,

    /// <summary>A HorizontalPodAutoscaler scales the same target.</summary>
    HorizontalPodAutoscaler,

    /// <summary>A ScaledObject (KEDA) scales the same target.</summary>
    ScaledObject,

    /// <summary>Somebody puts the replicas back after each of our changes.</summary>
    ReplicasReverted,

    /// <summary>Somebody set the replicas by hand; that is left alone for a while.</summary>
    ManualHold,

    /// <summary>Nobody else decides the target's replicas, as far as can be seen.</summary>
    Uncontested,

    /// <summary>No limit was in the way.</summary>
    WithinLimits,

    /// <summary>Pods that were ordered did not become ready in time.</summary>
    CapacityUnavailable,

    /// <summary>A bound lies between two bucket edges; the message names them.</summary>
    BetweenEdges,

    /// <summary>No exporter shows the target's pods; the message says what to do.</summary>
    NoGpuSeries,

    /// <summary>No exporter preset of that name; the message lists those that are.</summary>
    UnknownExporter,

    /// <summary>The namespace does not allow sidecars to be added to its pods.</summary>
    InjectionDisabled,

    /// <summary>The sidecar cannot or may not be added; nothing was touched. The message says why.</summary>
    InjectionRefused,

    /// <summary>The operator's configuration does not allow the image.</summary>
    ImageNotAllowed,

    /// <summary>Pods cannot be changed as they are created: the webhook is not registered or not served.</summary>
    WebhookUnavailable,

    /// <summary>A pod that was replaced came back without the sidecar; no further pod is evicted for a while.</summary>
    NotInjected,

    /// <summary>The first pod carries the sidecar; the others wait until it is ready.</summary>
    Canary,

    /// <summary>Pods are replaced one at a time.</summary>
    RollingOut,

    /// <summary>Pods that run already wait for somebody to restart them.</summary>
    RolloutManual,

    /// <summary>The exporter did not start in a pod; the sidecar was withdrawn. It is tried again when it is changed.</summary>
    ExporterFailed,

    /// <summary>A PodDisruptionBudget has kept a pod from being replaced for a while.</summary>
    DisruptionBlocked,

    /// <summary>A pod could not be evicted; the message quotes the server.</summary>
    EvictionFailed,

    /// <summary>Sidecars run, but the metrics source shows nothing of them.</summary>
    NotScraped,

    /// <summary>No Prometheus selects the PodMonitor that was written; the message names the label to add.</summary>
    MonitorNotSelected,
}
