using ModelMonitor.Decisions;
using ModelMonitor.Operator.Reconciling;
using ModelMonitor.Resources;

namespace ModelMonitor.Tests.Operator.Reconciling;

/// <summary>What status shows of budgets and of what was learned, and how seldom it is written for that.</summary>
public sealed class BudgetStatusTests
{
    private static readonly DateTimeOffset Now = Findings.Now;
    private readonly V1Alpha1ModelMonitor _monitor = Findings.Monitor();
    private readonly MonitorMemory _memory = Findings.Memory(Findings.Monitor());

    [Fact]
    public void A_healthy_budget_shows_its_numbers_and_no_state()
    {
        var status = Build(null, Met(BudgetState.Healthy, 0.43, 0.634), 0);
        Assert.Equal(("0.4", "63%", null), Budget(status));
        Assert.Equal("63%", status.BudgetRemaining);
    }

    [Theory]
    [InlineData(BudgetState.BudgetBurning, 14.44, 0.5, "14.4", "50%")]
    [InlineData(BudgetState.BudgetSpent, 0.2, -0.123, "0.2", "-12%")]
    public void One_that_is_not_says_so(BudgetState state, double rate, double left, string shownRate, string shownLeft) =>
        Assert.Equal((shownRate, shownLeft, state.ToString()), Budget(Build(null, Met(state, rate, left), 0)));

    [Fact]
    public void Of_a_budget_with_too_few_events_nothing_is_said()
    {
        Assert.Equal((null, null, null), Budget(Build(null, Met(BudgetState.Unknown), 0)));
        Assert.Equal((null, null, null), Budget(Build(null, Met(BudgetState.Healthy, double.NaN, double.PositiveInfinity), 0)));
    }

    [Theory]
    [InlineData(0.55, 0.5, 3600, "0.4")] // neither moved by enough
    [InlineData(1.35, 0.6, 3600, "0.4")]
    [InlineData(0.4, 0.49, 59, "0.4")] // moved, but just written
    [InlineData(0.5, 0.49, 61, "0.5")]
    [InlineData(1.5, 0.6, 61, "1.5")]
    public void Numbers_are_freshened_only_when_they_moved_and_some_time_has_passed(double rate, double left, int secondsLater, string shown)
    {
        var first = Build(null, Met(BudgetState.Healthy, 0.4, 0.6), 0);
        Assert.Equal(shown, Budget(Build(first, Met(BudgetState.Healthy, rate, left), secondsLater)).BurnRate);
    }

    [Fact]
    public void Numbers_are_rewritten_with_their_state_and_with_a_decision()
    {
        var first = Build(null, Met(BudgetState.Healthy, 0.4, 0.6), 0);
        var burning = Build(first, Met(BudgetState.BudgetBurning, 0.5, 0.59), 15);
        Assert.Equal(("0.5", "59%", "BudgetBurning"), Budget(burning));
        var record = DecisionRecords.Of(Findings.Decision(2, 3), DecisionOutcome.Pending, Now);
        Assert.Equal(("0.6", "58%", "BudgetBurning"), Budget(Build(burning, Met(BudgetState.BudgetBurning, 0.6, 0.58) with { Record = record }, 30)));
    }

    [Fact]
    public void A_budget_goes_on_while_its_objective_cannot_be_judged()
    {
        var status = Build(null, Findings.Of(ObjectiveState.Unknown, null).WithBudget(BudgetState.BudgetSpent, 1, -0.1), 0);
        Assert.Equal(("1", "-10%", "BudgetSpent"), Budget(status));
        Assert.Null(status.Objectives!.Single().Value);
        var later = Build(status, Findings.Of(ObjectiveState.Unknown, null).WithBudget(BudgetState.BudgetSpent, 1.1, -0.11), 3600);
        Assert.Equal(("1", "-10%", "BudgetSpent"), Budget(later));
    }

    [Fact]
    public void A_monitor_that_cannot_be_judged_shows_no_budget()
    {
        var before = Build(null, Met(BudgetState.BudgetBurning, 6, 0.6), 0);
        var status = StatusBuilder.Of(_monitor, before, new Problem(ConditionType.TargetFound, ConditionReason.TargetNotFound, "no chat"), Now);
        Assert.Equal((null, null, null), Budget(status));
        Assert.Null(status.BudgetRemaining);
        Assert.Equal("1s", status.Objectives!.Single().Bound);
    }

    [Fact]
    public void Of_two_objectives_that_are_met_the_one_with_the_spent_budget_is_worst_and_the_least_is_shown()
    {
        ObjectiveStatus[] rows =
        [
            new() { Name = "a", State = "Met", BudgetRemaining = "40%" },
            new() { Name = "b", State = "Met", BudgetState = "BudgetSpent", BudgetRemaining = "-3%" },
            new() { Name = "c", State = "Met" },
        ];
        Assert.Equal("b", ObjectiveRows.Worst(rows, new() { Objective = "a" })!.Objective);
        Assert.Equal("-3%", ObjectiveRows.LeastBudget(rows));
        Assert.Null(ObjectiveRows.LeastBudget(rows[2..]));
    }

    [Fact]
    public void What_was_learned_is_written_at_most_every_ten_minutes()
    {
        Learn(1.25);
        var first = Build(null, Findings.Of(ObjectiveState.Met, 0.4), 0);
        Assert.Equal("1.25", first.Learned!.Headroom);
        Learn(2);
        Assert.Equal("1.25", Build(first, Findings.Of(ObjectiveState.Met, 0.4), 600).Learned!.Headroom);
        Assert.Equal("2", Build(first, Findings.Of(ObjectiveState.Met, 0.4), 601).Learned!.Headroom);
    }

    [Fact]
    public void What_was_learned_is_written_with_a_decision_and_not_for_a_trifle()
    {
        Learn(1.25);
        var first = Build(null, Findings.Of(ObjectiveState.Met, 0.4), 0);
        Learn(1.3);
        Assert.Equal("1.25", Build(first, Findings.Of(ObjectiveState.Met, 0.4), 86_400).Learned!.Headroom);
        var record = DecisionRecords.Of(Findings.Decision(2, 3), DecisionOutcome.Pending, Now);
        Assert.Equal("1.3", Build(first, Findings.Of(ObjectiveState.Met, 0.4) with { Record = record }, 15).Learned!.Headroom);
    }

    [Fact]
    public void What_a_predecessor_learned_stays_written_until_something_else_is_known()
    {
        Learn(1.25);
        var first = Build(null, Findings.Of(ObjectiveState.Met, 0.4), 0);
        _memory.State = MonitorState.Start;
        Assert.Equal("1.25", Build(first, Findings.Of(ObjectiveState.Met, 0.4), 3600).Learned!.Headroom);
    }

    private static Finding Met(BudgetState state, double? rate = null, double? left = null) => Findings.Of(ObjectiveState.Met, 0.4).WithBudget(state, rate, left);

    private static (string? BurnRate, string? Remaining, string? State) Budget(ModelMonitorStatus status)
    {
        var row = status.Objectives!.Single();
        return (row.BurnRate, row.BudgetRemaining, row.BudgetState);
    }

    private void Learn(double headroom) => _memory.State = MonitorState.Restore([], [], Now, new(headroom, null, null));

    private ModelMonitorStatus Build(ModelMonitorStatus? before, Finding finding, int secondsLater)
    {
        if (secondsLater > 0) _memory.WrittenAt ??= Now;
        return StatusBuilder.Of(_monitor, before, finding, _memory, Now.AddSeconds(secondsLater));
    }
}
