namespace ModelMonitor.Decisions;

/// <summary>How an objective's error budget stands.</summary>
/// <param name="State">In one word.</param>
/// <param name="BurnRate">
/// Bad share over allowed share, 1 when the budget lasts exactly its window: of the pair of windows that burns, else of the shortest window
/// with enough events; null when none has enough.
/// </param>
/// <param name="Remaining">Share of the budget that is left, 1 when untouched, negative when overspent; null when too little is known.</param>
/// <param name="IsFast">Whether it burns fast enough to wake somebody.</param>
/// <param name="Detail">One sentence for a person.</param>
public sealed record BudgetVerdict(BudgetState State, double? BurnRate, double? Remaining, bool IsFast, string Detail);
