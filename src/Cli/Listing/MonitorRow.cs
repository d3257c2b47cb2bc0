using ModelMonitor.Cli.Printing;
using ModelMonitor.Resources;

namespace ModelMonitor.Cli.Listing;

/// <summary>One monitor as <c>status</c> shows it: texts that are safe to print. Pure.</summary>
internal sealed record MonitorRow
{
    private const string None = "";

    private MonitorRow()
    {
    }

    public required string Namespace { get; init; }

    public required string Name { get; init; }

    public required string Mode { get; init; }

    /// <summary>The worst objective's state; Unknown while nothing is judged.</summary>
    public required string State { get; init; }

    public required string Worst { get; init; }

    public required string Value { get; init; }

    /// <summary>What is left of the budget that has least.</summary>
    public required string Budget { get; init; }

    /// <summary>BudgetSpent, BudgetBurning, or nothing: the worst of all objectives.</summary>
    public required string BudgetState { get; init; }

    /// <summary>Ready pods of those that are wanted.</summary>
    public required string Replicas { get; init; }

    public required string Decision { get; init; }

    public required string Age { get; init; }

    /// <summary>Why the monitor is not Ready, or what keeps replicas from moving; nothing when all is well.</summary>
    public required string Why { get; init; }

    public required string Target { get; init; }

    public required string Engine { get; init; }

    public required string Source { get; init; }

    /// <summary>The last decision's message.</summary>
    public required string Message { get; init; }

    /// <summary>Place in the list: 0 for the worst.</summary>
    public required int Rank { get; init; }

    /// <summary>Makes a row.</summary>
    /// <param name="monitor">The monitor.</param>
    /// <param name="now">The present.</param>
    public static MonitorRow Of(V1Alpha1ModelMonitor monitor, DateTimeOffset now)
    {
        var (spec, status) = (monitor.Spec, monitor.Status);
        var (worst, decision, replicas) = (status?.Worst, status?.Decisions?.FirstOrDefault(), status?.Replicas);
        var budgets = (status?.Objectives ?? []).Select(o => o.BudgetState).ToList();
        var isReady = ConditionView.Of(monitor, "Ready") is { Status: "True" };
        var row = new MonitorRow
        {
            Namespace = Safe.Line(monitor.Metadata.Namespace),
            Name = Safe.Line(monitor.Metadata.Name),
            Mode = spec.Scaling is null ? "Observe" : spec.Mode.ToString(),
            State = Safe.Line(worst?.State) is { Length: > 0 } state ? state : "Unknown",
            Worst = Safe.Line(worst?.Objective),
            Value = worst is null ? None : $"{(worst.Value is { } value ? Safe.Line(value) : "?")}/{Safe.Line(worst.Bound)}",
            Budget = Safe.Line(status?.BudgetRemaining),
            BudgetState = budgets.Contains("BudgetSpent") ? "BudgetSpent" : budgets.Contains("BudgetBurning") ? "BudgetBurning" : None,
            Replicas = replicas is null ? None : FormattableString.Invariant($"{replicas.Ready}/{replicas.Desired ?? replicas.Current}"),
            Decision = decision is null ? None : FormattableString.Invariant($"{decision.From}->{decision.To} {Safe.Line(decision.Reason)}{OutcomeOf(decision)}"),
            Age = decision is null ? None : Ages.Since(now, decision.Time),
            Why = ConditionView.Why(monitor),
            Target = $"{Safe.Line(spec.TargetRef.Kind)}/{Safe.Line(spec.TargetRef.Name)}",
            Engine = Safe.Line(status?.Engine ?? spec.Engine),
            Source = Safe.Line(status?.Source),
            Message = Safe.Line(decision?.Message),
            Rank = 0,
        };
        return row with { Rank = RankOf(row, isReady) };
    }

    /// <summary>Rows in their order: worst first, then by namespace and name.</summary>
    public static IReadOnlyList<MonitorRow> Sorted(IEnumerable<V1Alpha1ModelMonitor> monitors, DateTimeOffset now) =>
        [.. monitors.Select(m => Of(m, now)).OrderBy(r => r.Rank).ThenBy(r => r.Namespace, StringComparer.Ordinal).ThenBy(r => r.Name, StringComparer.Ordinal)];

    private static string OutcomeOf(DecisionRecord decision) => decision.Outcome is "Applied" ? "" : $" ({Safe.Line(decision.Outcome)})";

    private static int RankOf(MonitorRow row, bool isReady) => row switch
    {
        { State: "Breached" } => 0,
        { State: "AtRisk" } => 1,
        { State: "Unknown" } => 2,
        _ when !isReady => 2,
        { BudgetState: "BudgetSpent" } => 3,
        { BudgetState: "BudgetBurning" } => 4,
        { Why.Length: > 0 } => 5,
        _ => 6,
    };
}
