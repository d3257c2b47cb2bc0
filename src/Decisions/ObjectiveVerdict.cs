namespace ModelMonitor.Decisions;

/// <summary>How one objective was judged.</summary>
/// <param name="Name">The objective's name.</param>
/// <param name="State">How it stands.</param>
/// <param name="Reading">The reading that the state rests on; an older one while the state is held through an unknown interval.</param>
/// <param name="UnknownReason">
/// Why this interval could not be judged; null when it could. Together with a state other than Unknown it marks that state as held:
/// the value is not of this interval.
/// </param>
/// <param name="Detail">One sentence for a person.</param>
/// <param name="Since">When the state was entered.</param>
public sealed record ObjectiveVerdict(
    string Name, ObjectiveState State, Reading Reading, UnknownReason? UnknownReason, string Detail, DateTimeOffset Since)
{
    /// <summary>How its error budget stands; null when it has none.</summary>
    public BudgetVerdict? Budget { get; init; }
}
