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

    /// <summary>Not judged yet; the message says how long it takes.</summary>
    Collecting,

    /// <summary>An objective is breached.</summary>
    ObjectiveBreached,

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

    /// <summary>Nobody else decides the target's replicas, as far as can be seen.</summary>
    Uncontested,

    /// <summary>No limit was in the way.</summary>
    WithinLimits,

    /// <summary>A bound lies between two bucket edges; the message names them.</summary>
    BetweenEdges,
}
