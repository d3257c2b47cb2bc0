namespace ModelMonitor.Decisions;

/// <summary>
/// Why a decision is what it is. A closed set, listed in docs/decisions.md; status, Events and metric labels use these words.
/// <c>Held…</c> means that a change was asked for and stopped completely; a change that was only trimmed keeps the reason of
/// whoever asked, and names the guard.
/// </summary>
public enum DecisionReason
{
    /// <summary>The work fits the replicas.</summary>
    Steady,

    /// <summary>A scaling objective is over its bound: more are asked for, or fewer are forbidden.</summary>
    LatencyBreached,

    /// <summary>A scaling objective is near its bound: more are asked for, or fewer are forbidden.</summary>
    LatencyAtRisk,

    /// <summary>There is more work than the replicas can take within the objectives.</summary>
    DemandGrew,

    /// <summary>Requests wait on full pods.</summary>
    QueueSaturated,

    /// <summary>There is less work than the replicas can take.</summary>
    DemandFell,

    /// <summary>Fewer replicas than the plan's minimum.</summary>
    BelowMinimum,

    /// <summary>More replicas than the plan's maximum.</summary>
    AboveMaximum,

    /// <summary>A person switched the target off; it stays off.</summary>
    ScaledToZero,

    /// <summary>Something that must be known is not.</summary>
    HeldUnknown,

    /// <summary>The surplus (or the need) has not lasted through its stabilisation window.</summary>
    HeldStabilizing,

    /// <summary>The plan's rate policies allow no further change now.</summary>
    HeldRateLimited,

    /// <summary>Pods that were ordered are not ready yet.</summary>
    HeldPodsPending,

    /// <summary>New capacity is too young for its effect to be seen in the measurements.</summary>
    HeldAwaitingEffect,

    /// <summary>Fewer pods were never seen to carry this load within the objectives.</summary>
    HeldUnproven,

    /// <summary>Requests are bad while the pods have little to do: more of them cannot help.</summary>
    ScalingIneffective,

    /// <summary>More are needed than the plan's maximum.</summary>
    HeldAtMaximum,

    /// <summary>A person (or another program, once) set the replicas; that is left alone for a while.</summary>
    HeldManual,

    /// <summary>Somebody puts the replicas back after each of our changes.</summary>
    HeldReverted,

    /// <summary>Pods are being replaced by those of another revision.</summary>
    HeldRollout,

    /// <summary>Ordered pods did not start in time; no more are asked for until they do, or are given back.</summary>
    HeldCapacityUnavailable,

    /// <summary>An error budget burns fast, or is spent and burns on: what is there is kept.</summary>
    HeldBudgetSpent,

    /// <summary>The surplus is not worth a change, or what arrives now needs it.</summary>
    HeldSurplusTooSmall,

    /// <summary>Ordered pods that could not start in time are given back.</summary>
    CapacityReleased,

    /// <summary>No request for long enough, and the plan allows zero; or nothing waits while there is no pod.</summary>
    Idle,

    /// <summary>A request waits at the gateway while there is no pod.</summary>
    Woken,
}
