namespace ModelMonitor.Decisions;

/// <summary>What one run of the pipeline gives.</summary>
/// <param name="State">What to hand in next time. It counts the decision's change as made.</param>
/// <param name="Verdicts">How each objective stands, in the plan's order.</param>
/// <param name="Decision">What to do; null when the plan does not scale, or was only judged.</param>
public sealed record Outcome(MonitorState State, IReadOnlyList<ObjectiveVerdict> Verdicts, Decision? Decision)
{
    /// <summary>What to hand in next time when the decision's change was not carried out: everything was learned, nothing was changed.</summary>
    public MonitorState IfNotMade { get; init; } = State;
}
