namespace ModelMonitor.Decisions;

/// <summary>
/// To zero and back, where the plan allows it. There is no pod to measure at zero, so only a gateway can tell that somebody waits; without
/// one that tells, a target is never taken to zero.
/// </summary>
internal static class Zero
{
    /// <summary>For a target without replicas.</summary>
    public static Decision AtZero(ScalingLimits limits, LoadReadings load, ReplicaCounts replicas, DateTimeOffset now)
    {
        if (limits.MinReplicas > 0) return Stay(DecisionReason.ScaledToZero, "someone switched the target off; set its replicas to start it", null);
        var queued = Freshness.Check(load.Queued, now);
        if (!queued.TryGet(out var waiting))
            return Stay(DecisionReason.HeldUnknown, $"whether requests wait at the gateway is not known ({queued.Reason})", queued.Reason);
        if (waiting <= 0) return Stay(DecisionReason.Idle, "no request waits at the gateway", null);
        var text = Text.Number(waiting);
        return new(0, 1, Decision.LoadTrigger, DecisionReason.Woken, null, null, $"Scale from 0 to 1: {text} requests wait at the gateway.",
            [new("queued", $"{text}, {Text.Seconds(now - queued.SampleTime)} ago"), new("replicas", Text.Whole(replicas.Current))]);
    }

    /// <summary>Since when there has been nothing at all, the gateway's queue included; null while there is something, or it is not known.</summary>
    public static DateTimeOffset? IdleSince(DateTimeOffset? since, Situation s, LoadReadings load)
    {
        var quiet = s.LoadKnown && s.Demand.IsZero && s.Load.Coverage >= Constants.ShrinkCoverage
            && Freshness.Check(load.Queued, s.Now).TryGet(out var queued) && queued <= 0;
        return quiet ? since > s.Now ? s.Now : since ?? s.Now : null;
    }

    /// <summary>The last step down, for a target that has been idle for long enough.</summary>
    public static Proposal Run(Proposal p, Situation s, DateTimeOffset? idleSince)
    {
        if (s.Limits is not { MinReplicas: 0, ReservePods: 0 } || s.Current != 1 || p is not { To: 1, Reason: DecisionReason.Steady }) return p;
        if (!s.IsKnown || idleSince is not { } since) return p;
        var needed = Constants.IdleTime > 3 * s.Measured.Lead ? Constants.IdleTime : 3 * s.Measured.Lead;
        return s.Now - since < needed
            ? p
            : new(0, Decision.LoadTrigger, DecisionReason.Idle, $"no request for {Text.Seconds(s.Now - since)}, and none waits at the gateway");
    }

    private static Decision Stay(DecisionReason reason, string because, UnknownReason? unknown) =>
        new(0, 0, Decision.MinReplicasTrigger, reason, unknown is null ? null : Guard.Unknown, unknown, $"Hold at 0: {because}.", [new("replicas", "0")]);
}
