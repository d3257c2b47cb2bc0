using ModelMonitor.Decisions;

namespace ModelMonitor.Cli.Explaining;

/// <summary>Reasons and guards of decisions in words.</summary>
internal static class ReasonWords
{
    /// <summary>A reason in words; the word itself where it is of a newer operator.</summary>
    /// <param name="reason">The word that status has.</param>
    public static string Of(string reason) => Enum.TryParse<DecisionReason>(reason, out var known) ? Of(known) : reason;

    /// <summary>A guard in words; the word itself where it is of a newer operator.</summary>
    /// <param name="guard">The word that status has.</param>
    public static string OfGuard(string guard) => Enum.TryParse<Guard>(guard, out var known) ? Of(known) : guard;

    private static string Of(DecisionReason reason) => reason switch
    {
        DecisionReason.Steady => "the work fits the replicas",
        DecisionReason.LatencyBreached => "an objective is over its bound",
        DecisionReason.LatencyAtRisk => "an objective is near its bound",
        DecisionReason.DemandGrew => "more work arrives than the replicas can take within the objectives",
        DecisionReason.QueueSaturated => "requests wait on full pods",
        DecisionReason.DemandFell => "less work arrives than the replicas can take",
        DecisionReason.BelowMinimum => "there were fewer replicas than minReplicas",
        DecisionReason.AboveMaximum => "there were more replicas than maxReplicas",
        DecisionReason.ScaledToZero => "somebody switched the target off",
        DecisionReason.HeldUnknown => "something that must be known is not",
        DecisionReason.HeldStabilizing => "the surplus has not lasted for a whole window",
        DecisionReason.HeldRateLimited => "the rate policies allow no more now",
        DecisionReason.HeldPodsPending => "ordered pods are not ready yet",
        DecisionReason.HeldAwaitingEffect => "new pods do not show in the measurements yet",
        DecisionReason.HeldUnproven => "fewer pods were never seen to carry this load",
        DecisionReason.ScalingIneffective => "requests are bad while the pods have little to do: more cannot help",
        DecisionReason.HeldAtMaximum => "more are needed than maxReplicas",
        DecisionReason.HeldManual => "somebody set the replicas, and that is left alone for a while",
        DecisionReason.HeldReverted => "somebody puts the replicas back after each change",
        DecisionReason.HeldRollout => "pods are being replaced by those of another revision",
        DecisionReason.HeldCapacityUnavailable => "the cluster has no room, or ordered pods did not start in time",
        DecisionReason.HeldBudgetSpent => "an error budget burns away",
        DecisionReason.HeldSurplusTooSmall => "the surplus is not worth a change, or what arrives now needs it",
        DecisionReason.CapacityReleased => "ordered pods that did not start in time are given back",
        DecisionReason.Idle => "no request for long enough, and the spec allows zero",
        DecisionReason.Woken => "a request waits at the gateway while there is no pod",
        _ => reason.ToString(),
    };

    private static string Of(Guard guard) => guard switch
    {
        Guard.Unknown => "measurements that are unknown or partial",
        Guard.Stabilization => "the stabilisation window",
        Guard.RateLimit => "the rate policies (spec.scaling.behavior)",
        Guard.PodsPending => "pods that are not ready yet",
        Guard.AwaitingEffect => "the time that new capacity needs to show",
        Guard.Unproven => "a load per pod that was never seen carried",
        Guard.Ineffective => "misses that pods cannot help",
        Guard.MaxReplicas => "maxReplicas",
        Guard.ManualHold => "a number that a person set",
        Guard.Contested => "somebody who puts the replicas back",
        Guard.Rollout => "a rollout",
        Guard.CapacityUnavailable => "a cluster without room, or pods that do not come",
        Guard.Budget => "an error budget that burns away",
        Guard.Surplus => "a surplus that is not worth a change",
        _ => guard.ToString(),
    };
}
