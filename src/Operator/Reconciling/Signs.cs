using ModelMonitor.Decisions;

namespace ModelMonitor.Operator.Reconciling;

/// <summary>What a finding says of the world around the target, for conditions and Events alike. Pure.</summary>
internal static class Signs
{
    /// <summary>Whether metrics are unknown, so that the decision says nothing of limits or capacity: what was said before stands.</summary>
    public static bool AreHidden(Finding finding) => finding.Decision is { Reason: DecisionReason.HeldUnknown };

    /// <summary>Who else decides the target's replicas; null when nobody is seen to.</summary>
    public static (string Reason, string Message)? Rival(Finding finding)
    {
        if (finding.Obstacle is { Condition: ConditionType.Contested } rival) return (rival.Reason, rival.Message);
        var who = finding.Replicas.SetBy is { } name ? $"'{name}'" : "somebody";
        return finding.Decision?.Reason switch
        {
            DecisionReason.HeldReverted => (nameof(ConditionReason.ReplicasReverted),
                $"{who} puts the replicas back after each of our changes; let one of the two decide them"),
            DecisionReason.HeldManual => (nameof(ConditionReason.ManualHold), $"{who} set the replicas; that is left alone for a while"),
            _ => null,
        };
    }

    /// <summary>What keeps pods that were ordered from starting; null when they start.</summary>
    public static string? MissingCapacity(Finding finding) =>
        finding.Decision is { Reason: DecisionReason.HeldCapacityUnavailable or DecisionReason.CapacityReleased } decision
            ? finding.Replicas.Blocked ?? decision.Message
            : null;

    /// <summary>What keeps replicas from where they are needed, or them from helping; null when nothing does.</summary>
    public static (string Reason, string Message)? Limit(Finding finding) => finding.Decision switch
    {
        { LimitedBy: Guard.MaxReplicas } => (nameof(Guard.MaxReplicas),
            "more replicas are needed than spec.scaling.maxReplicas; raise it, or expect the objective to suffer"),
        { Reason: DecisionReason.ScalingIneffective } => (nameof(DecisionReason.ScalingIneffective),
            "requests are bad while the pods have little to do: more of them cannot help; look at what the requests wait for"),
        _ => null,
    };
}
