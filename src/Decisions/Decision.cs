namespace ModelMonitor.Decisions;

/// <summary>How many replicas there should be, and why.</summary>
/// <param name="From">Replicas that the target asks for now.</param>
/// <param name="To">Replicas that it should ask for: an absolute number, never a difference.</param>
/// <param name="Trigger">What asked: an objective's name, <c>load</c>, <c>minReplicas</c> or <c>maxReplicas</c>.</param>
/// <param name="Reason">Why.</param>
/// <param name="LimitedBy">The last guard that trimmed or stopped what was asked for; null when none did.</param>
/// <param name="Unknown">What made it <see cref="DecisionReason.HeldUnknown"/>; null otherwise.</param>
/// <param name="Message">One sentence with the numbers, in invariant culture, at most 256 characters.</param>
/// <param name="Inputs">What it rests on, most telling first, at most 6.</param>
public sealed record Decision(
    int From,
    int To,
    string Trigger,
    DecisionReason Reason,
    Guard? LimitedBy,
    UnknownReason? Unknown,
    string Message,
    IReadOnlyList<DecisionInput> Inputs)
{
    /// <summary>What the pipeline's steps came to, in their order; see docs/decisions.md.</summary>
    public IReadOnlyList<DecisionStep> Steps { get; init; } = [];

    /// <summary>What would have been without the limit that bound, or without the change, in a few words; null when there is nothing to say.</summary>
    public string? Otherwise { get; init; }

    /// <summary><see cref="Trigger"/> when the measured load asked.</summary>
    public const string LoadTrigger = "load";

    /// <summary><see cref="Trigger"/> when the plan's minimum asked.</summary>
    public const string MinReplicasTrigger = "minReplicas";

    /// <summary><see cref="Trigger"/> when the plan's maximum asked.</summary>
    public const string MaxReplicasTrigger = "maxReplicas";

    /// <summary>Whether anything is to be done.</summary>
    public bool IsChange => To != From;
}
