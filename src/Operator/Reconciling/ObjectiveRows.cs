using ModelMonitor.Decisions;
using ModelMonitor.Resources;

namespace ModelMonitor.Operator.Reconciling;

/// <summary>
/// Writes verdicts as <c>status.objectives</c>. Quiet: the numbers of an objective are carried over from the old status unless its state or
/// its budget's changed, a decision was made, or one of them moved by enough and the last write is a while ago.
/// </summary>
public static class ObjectiveRows
{
    /// <summary>Share of the bound by which a value has to move before it is worth a write of its own (design).</summary>
    private const double WorthShowing = 0.10;

    /// <summary>The same for what is left of a budget.</summary>
    private const double BudgetWorthShowing = 0.10;

    /// <summary>The same for a burn rate, of which a window with few events makes a restless number.</summary>
    private const double BurnRateWorthShowing = 1;

    /// <summary>Writes one objective.</summary>
    /// <param name="verdict">How it stands.</param>
    /// <param name="finding">What was found.</param>
    /// <param name="before">The status before, or null.</param>
    /// <param name="memory">The values shown now.</param>
    /// <param name="freshen">Whether the last write is long enough ago for one that only freshens numbers.</param>
    public static ObjectiveStatus Of(ObjectiveVerdict verdict, Finding finding, ModelMonitorStatus? before, MonitorMemory memory, bool freshen)
    {
        var objective = finding.Work.Plan.Objectives.First(o => o.Name == verdict.Name);
        var old = before?.Objectives?.FirstOrDefault(o => o.Name == verdict.Name);
        var isJudged = verdict.State != ObjectiveState.Unknown;
        var row = new ObjectiveStatus
        {
            Name = verdict.Name,
            State = verdict.State.ToString(),
            Reason = isJudged ? null : (verdict.UnknownReason ?? UnknownReason.Collecting).ToString(),
            Bound = finding.Work.Bounds[verdict.Name],
            BudgetState = verdict.Budget?.State is BudgetState.BudgetBurning or BudgetState.BudgetSpent ? verdict.Budget.State.ToString() : null,
        };
        if (!isJudged) memory.ShownValues.Remove(verdict.Name);
        double? value = isJudged && verdict.Reading.TryGet(out var read) ? read : null;

        var same = old is not null
            && (old.State, old.Bound, old.BudgetState) == (row.State, row.Bound, row.BudgetState)
            && (old.Value is not null || value is null)
            && finding.Record is null;
        if (!same || (freshen && (HasMoved(value, objective, memory) || HasMoved(verdict.Budget, old!))))
        {
            (row.BurnRate, row.BudgetRemaining) = (BurnRateOf(verdict.Budget), RemainingOf(verdict.Budget));
            if (value is { } number)
            {
                memory.ShownValues[verdict.Name] = number;
                (row.Value, row.SampleTime) = (ValueText.Of(objective.Indicator, number, row.Bound), verdict.Reading.SampleTime);
                return row;
            }
        }
        else
        {
            (row.BurnRate, row.BudgetRemaining) = (old!.BurnRate, old.BudgetRemaining);
        }

        if (isJudged) (row.Value, row.SampleTime) = (old?.Value, old?.SampleTime);
        return row;
    }

    /// <summary>Of the objectives, the one that is worst off.</summary>
    /// <param name="rows">All objectives.</param>
    /// <param name="before">The one that was named before: among equals it stays, so that two healthy objectives do not take turns.</param>
    public static WorstObjective? Worst(IEnumerable<ObjectiveStatus> rows, WorstObjective? before)
    {
        var worst = rows.OrderByDescending(r => Severity(r.State)).ThenByDescending(r => Severity(r.BudgetState)).ThenByDescending(r => r.Name == before?.Objective).FirstOrDefault();
        return worst is null ? null : new() { Objective = worst.Name, State = worst.State, Value = worst.Value, Bound = worst.Bound };
    }

    /// <summary>The least that is left of a budget, as it is shown; null when none is.</summary>
    /// <param name="rows">All objectives.</param>
    public static string? LeastBudget(IEnumerable<ObjectiveStatus> rows) =>
        rows.Where(r => ValueText.Read(r.BudgetRemaining) is not null).MinBy(r => ValueText.Read(r.BudgetRemaining))?.BudgetRemaining;

    private static bool HasMoved(double? value, Objective objective, MonitorMemory memory) => value is { } now
        && (!memory.ShownValues.TryGetValue(objective.Name, out var shown) || Math.Abs(now - shown) > WorthShowing * objective.Bound);

    private static bool HasMoved(BudgetVerdict? budget, ObjectiveStatus shown) =>
        HasMoved(ValueText.Read(shown.BudgetRemaining), ValueText.Read(RemainingOf(budget)), BudgetWorthShowing)
        || HasMoved(ValueText.Read(shown.BurnRate), ValueText.Read(BurnRateOf(budget)), BurnRateWorthShowing);

    private static bool HasMoved(double? shown, double? now, double by) =>
        shown is { } a && now is { } b ? Math.Abs(b - a) > by : shown is null != now is null;

    private static string? BurnRateOf(BudgetVerdict? budget) =>
        budget?.BurnRate is { } rate && double.IsFinite(rate) ? ValueText.BurnRate(rate) : null;

    private static string? RemainingOf(BudgetVerdict? budget) =>
        budget?.Remaining is { } left && double.IsFinite(left) ? ValueText.Percent(left) : null;

    private static int Severity(string? state) => state switch
    {
        nameof(ObjectiveState.Breached) => 3,
        nameof(ObjectiveState.AtRisk) or nameof(BudgetState.BudgetSpent) => 2,
        nameof(ObjectiveState.Unknown) or nameof(BudgetState.BudgetBurning) => 1,
        _ => 0,
    };
}
