using ModelMonitor.Decisions;
using static ModelMonitor.Tests.Decisions.Make;

namespace ModelMonitor.Tests.Decisions;

/// <summary>How a budget's state is entered and left, and what it does to its objective's own state.</summary>
public class BudgetStateTests
{
    private const double Interval = 15;

    private static readonly TimeSpan Month = TimeSpan.FromDays(30);
    private static readonly Objective Promised = Latency with { Quantile = 0.95, Budget = new(0.99, Month) };
    private static readonly Plan Judging = new([Promised], null);

    private static readonly Windows Calm = Windows.AllAt(0.005, Month);
    private static readonly Windows Fast = Calm.With(TimeSpan.FromHours(1), 2000).With(TimeSpan.FromMinutes(5), 2000);
    private static readonly Windows Slow = Calm.With(TimeSpan.FromDays(3), 200).With(TimeSpan.FromHours(6), 200);

    /// <summary>The hour still holds the trouble, the last five minutes do not.</summary>
    private static readonly Windows Over = Fast.With(TimeSpan.FromMinutes(5), 0);

    private static readonly Windows Spent = Calm.With(Month, 150);

    /// <summary>
    /// Each letter is one interval: c calm, f burning fast, l burning slowly, o over (only the long window burns), s spent, u nothing known;
    /// the answer has one letter for each state after it: Healthy, Fast, Low (burning slowly), Spent, Unknown.
    /// </summary>
    [Theory]
    [InlineData("c", "H")]
    [InlineData("f", "F")]
    [InlineData("o", "H")]
    [InlineData("fo", "FF")]
    [InlineData("fooo", "FFFF")]
    [InlineData("foooo", "FFFFH")]
    [InlineData("fooofoooo", "FFFFFFFFH")]
    [InlineData("fu", "FF")]
    [InlineData("fuu", "FFU")]
    [InlineData("fuf", "FFF")]
    [InlineData("fuuo", "FFUH")]
    [InlineData("fuuf", "FFUF")]
    [InlineData("fouoo", "FFFFF")]
    [InlineData("fouoooo", "FFFFFFH")]
    [InlineData("lccccc", "LLLLHH")]
    [InlineData("lffoooo", "LFFFFFH")]
    [InlineData("sccccc", "SSSSHH")]
    [InlineData("su", "SS")]
    [InlineData("suu", "SSU")]
    [InlineData("scccs", "SSSSS")]
    [InlineData("u", "U")]
    public void A_state_is_entered_at_once_and_left_after_three_calm_intervals(string intervals, string states)
    {
        var (state, seen) = (MonitorState.Start, "");
        for (var i = 0; i < intervals.Length; i++)
        {
            var outcome = Judge(state, 0.3, At(i * Interval), intervals[i] switch
            {
                'c' => Calm,
                'f' => Fast,
                'l' => Slow,
                'o' => Over,
                's' => Spent,
                _ => null,
            });
            state = outcome.State;
            var budget = outcome.Verdicts[0].Budget!;
            seen += budget.State switch
            {
                BudgetState.Healthy => 'H',
                BudgetState.BudgetBurning => budget.IsFast ? 'F' : 'L',
                BudgetState.BudgetSpent => 'S',
                _ => 'U',
            };
        }

        Assert.Equal(states, seen);
    }

    [Fact]
    public void A_fast_burn_puts_an_objective_at_risk_that_is_within_its_bound()
    {
        var states = new List<ObjectiveState>();
        var state = MonitorState.Start;
        Windows[] windows = [Calm, Fast, Over, Over, Over, Over, Calm];
        for (var i = 0; i < windows.Length; i++)
        {
            var outcome = Judge(state, 0.3, At(i * Interval), windows[i]);
            (state, _) = (outcome.State, outcome.Verdicts);
            states.Add(outcome.Verdicts[0].State);
            if (i == 5) Assert.Equal(At(i * Interval), outcome.Verdicts[0].Since);
        }

        Assert.Equal(
            [ObjectiveState.Met, ObjectiveState.AtRisk, ObjectiveState.AtRisk, ObjectiveState.AtRisk, ObjectiveState.AtRisk, ObjectiveState.Met, ObjectiveState.Met],
            states);
    }

    [Fact]
    public void A_slow_burn_and_a_spent_budget_leave_the_objective_as_it_is()
    {
        Assert.Equal(ObjectiveState.Met, Judge(MonitorState.Start, 0.3, T0, Slow).Verdicts[0].State);
        Assert.Equal(ObjectiveState.Met, Judge(MonitorState.Start, 0.3, T0, Spent).Verdicts[0].State);
    }

    [Fact]
    public void A_fast_burn_does_not_hide_a_breach_nor_judge_what_is_not_judged()
    {
        var first = Judge(MonitorState.Start, 2, At(0), Fast);
        Assert.Equal(ObjectiveState.Unknown, first.Verdicts[0].State);
        Assert.Equal(ObjectiveState.Breached, Judge(first.State, 2, At(15), Fast).Verdicts[0].State);
    }

    [Fact]
    public void The_budget_is_told_while_the_objective_itself_cannot_be_judged()
    {
        var verdict = Pipeline.Judge(Judging, MonitorState.Start, Blind(1) with { Events = Named(Fast) }, T0).Verdicts[0];
        Assert.Equal((ObjectiveState.Unknown, BudgetState.BudgetBurning), (verdict.State, verdict.Budget!.State));
    }

    [Fact]
    public void An_objective_without_a_budget_has_no_verdict_of_one() =>
        Assert.Null(Pipeline.Judge(Plan(), MonitorState.Start, Blind(1), T0).Verdicts[0].Budget);

    [Fact]
    public void After_a_restart_the_first_look_says_the_same()
    {
        var before = Judge(MonitorState.Start, 0.3, At(0), Fast);
        var after = Judge(MonitorState.Restore([], [(Promised, ObjectiveState.AtRisk)], At(10)), 0.3, At(15), Fast).Verdicts[0];
        Assert.Equal((ObjectiveState.AtRisk, before.Verdicts[0].Budget), (after.State, after.Budget));
    }

    [Fact]
    public void Looking_twice_in_one_interval_counts_it_once()
    {
        var state = Judge(MonitorState.Start, 0.3, At(0), Fast).State;
        for (var i = 0; i < 10; i++)
        {
            var outcome = Judge(state, 0.3, At(15), Over);
            Assert.Equal(BudgetState.BudgetBurning, outcome.Verdicts[0].Budget!.State);
            state = outcome.State;
        }
    }

    [Fact]
    public void A_clock_that_is_set_back_lengthens_nothing()
    {
        var state = Judge(MonitorState.Start, 0.3, At(3600), Fast).State;
        state = Judge(state, 0.3, At(3615), Over).State;
        state = Judge(state, 0.3, At(0), Over).State;
        Assert.Equal(BudgetState.Healthy, Judge(state, 0.3, At(45), Over).Verdicts[0].Budget!.State);
    }

    [Fact]
    public void Another_budget_is_another_objective()
    {
        var state = Judge(MonitorState.Start, 0.3, At(0), Fast).State;
        var stricter = new Plan([Promised with { Budget = new(0.999, Month) }], null);
        var verdict = Pipeline.Judge(stricter, state, Observe(0.3, 1, 0, 1, 1, At(15)) with { Events = Named(Over) }, At(15)).Verdicts[0];
        Assert.False(verdict.Budget!.IsFast);
    }

    private static Dictionary<string, ObjectiveEvents> Named(Windows? windows) =>
        windows is null ? [] : new() { [FirstToken] = windows.ToEvents() };

    private static Outcome Judge(MonitorState state, double latency, DateTimeOffset now, Windows? windows) =>
        Pipeline.Judge(Judging, state, Observe(latency, 1, 0, 1, 1, now) with { Events = Named(windows) }, now);
}
