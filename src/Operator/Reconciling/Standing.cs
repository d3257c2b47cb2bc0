namespace ModelMonitor.Operator.Reconciling;

/// <summary>Whether this process may act, and as which leader.</summary>
/// <param name="Leads">It may write; a process that does not lead only watches, so that it can take over at once.</param>
/// <param name="Term">Number of the leader's term, higher than every earlier leader's; null without leader election.</param>
public readonly record struct Standing(bool Leads, long? Term)
{
    /// <summary>The only process there is.</summary>
    public static Standing Alone { get; } = new(true, null);
}
