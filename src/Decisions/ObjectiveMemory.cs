using System.Collections.Immutable;

namespace ModelMonitor.Decisions;

/// <summary>How one interval of an objective went.</summary>
internal enum Level
{
    Good,
    Risk,
    Over,
}

/// <summary>What is remembered of one objective. A change of the objective itself starts it anew.</summary>
/// <param name="Objective">What was judged.</param>
/// <param name="State">Its state.</param>
/// <param name="Since">When the state was entered.</param>
/// <param name="Last">The last known reading.</param>
/// <param name="Levels">The last intervals, oldest first, at most <see cref="Constants.JudgedIntervals"/>.</param>
/// <param name="UnknownSince">When it could first not be judged; null while it can.</param>
internal sealed record ObjectiveMemory(
    Objective Objective,
    ObjectiveState State,
    DateTimeOffset Since,
    Reading Last,
    ImmutableArray<Level> Levels,
    DateTimeOffset? UnknownSince)
{
    /// <summary>What is remembered of its error budget; null while it has none.</summary>
    public BudgetMemory? Budget { get; init; }
}
