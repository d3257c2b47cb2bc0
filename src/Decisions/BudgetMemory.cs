using System.Collections.Immutable;

namespace ModelMonitor.Decisions;

/// <summary>What is remembered of one error budget.</summary>
/// <param name="Burns">One for each of <see cref="BurnWindows.All"/>.</param>
/// <param name="Spent">Whether it is used up.</param>
internal sealed record BudgetMemory(ImmutableArray<Latch> Burns, Latch Spent)
{
    public static BudgetMemory Start { get; } = new([.. BurnWindows.All.Select(_ => default(Latch))], default);
}
