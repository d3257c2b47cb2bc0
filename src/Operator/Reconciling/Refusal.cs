using ModelMonitor.Resources;

namespace ModelMonitor.Operator.Reconciling;

/// <summary>A scale request that the API server refused. Asked again, it goes by the same record: a refusal that lasts is one decision.</summary>
/// <param name="Record">Its record.</param>
/// <param name="Obstacle">What the server said.</param>
/// <param name="At">When, as a timestamp of the monotonic clock.</param>
public sealed record Refusal(DecisionRecord Record, Problem Obstacle, long At)
{
    /// <summary>
    /// Whether it was refused to do the same: from the same number of replicas the same way, on the same object. How far a need goes moves
    /// with every sample, and asks for no other right.
    /// </summary>
    /// <param name="record">The record of a new decision.</param>
    public bool IsOf(DecisionRecord record) =>
        (Record.From, Record.To > Record.From, Record.TargetUid) == (record.From, record.To > record.From, record.TargetUid);
}
