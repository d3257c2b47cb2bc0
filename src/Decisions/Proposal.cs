namespace ModelMonitor.Decisions;

/// <summary>What the steps hand on: a wish, and what became of it.</summary>
/// <param name="To">Replicas asked for, after the steps so far.</param>
/// <param name="Trigger">What asked.</param>
/// <param name="Reason">Why.</param>
/// <param name="Because">The reason in words, with its numbers.</param>
internal sealed record Proposal(int To, string Trigger, DecisionReason Reason, string Because)
{
    public Guard? LimitedBy { get; private init; }

    public UnknownReason? Unknown { get; init; }

    /// <summary>The guard's words; null when none stepped in.</summary>
    public string? Limit { get; private init; }

    /// <summary>Takes less of the change than was asked for.</summary>
    public Proposal Trim(int to, Guard guard, string limit) => this with { To = to, LimitedBy = guard, Limit = limit };

    /// <summary>Stops the change completely.</summary>
    public Proposal Hold(int current, DecisionReason reason, Guard guard, string limit) =>
        Trim(current, guard, limit) with { Reason = reason };
}
