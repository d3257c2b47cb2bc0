using ModelMonitor.Decisions;
using static ModelMonitor.Tests.Decisions.Make;

namespace ModelMonitor.Tests.Decisions;

public class ScaleDownTests
{
    private static readonly Proposal Fewer = new(6, Decision.LoadTrigger, DecisionReason.DemandFell, "less to do");

    [Fact]
    public void A_surplus_that_nothing_speaks_against_goes() => Assert.Same(Fewer, ScaleDown.Run(Fewer, Situation(10)));

    [Fact]
    public void Growth_and_no_change_are_none_of_its_business()
    {
        var trouble = Situation(6, 3, [Judged(ObjectiveState.Breached, 3)]);
        Assert.Same(Fewer, ScaleDown.Run(Fewer, trouble));
        Assert.Same(Fewer, ScaleDown.Run(Fewer, Situation(4, 3)));
    }

    [Fact]
    public void Not_before_every_ordered_pod_is_ready()
    {
        var p = ScaleDown.Run(Fewer, Situation(10, 9));
        Assert.Equal((10, DecisionReason.HeldPodsPending, Guard.PodsPending), Of(p));
        Assert.Equal("1 of 10 pods are not ready yet", p.Limit);
    }

    [Fact]
    public void Not_while_an_objective_is_breached()
    {
        var p = ScaleDown.Run(Fewer, Situation(10, scaling: [Judged(ObjectiveState.Met, 0.3), Judged(ObjectiveState.Breached, 0.3)]));
        Assert.Equal((10, DecisionReason.LatencyBreached, FirstToken), (p.To, p.Reason, p.Trigger));
    }

    [Theory]
    [InlineData(BudgetState.BudgetBurning, 20, true, false)]
    [InlineData(BudgetState.BudgetBurning, 3, false, true)]
    [InlineData(BudgetState.BudgetSpent, 1.01, false, false)]
    [InlineData(BudgetState.BudgetSpent, 1, false, true)]
    [InlineData(BudgetState.BudgetSpent, 5, true, false)]
    [InlineData(BudgetState.Healthy, 0.5, false, true)]
    public void Not_while_a_budget_burns_fast_or_is_spent_and_burns(BudgetState state, double rate, bool isFast, bool goes)
    {
        var judged = Judged(ObjectiveState.Met, 0.3);
        judged = judged with { Verdict = judged.Verdict with { Budget = new(state, rate, 0, isFast, "it burns") } };
        var p = ScaleDown.Run(Fewer, Situation(10, scaling: [judged]));
        if (goes)
        {
            Assert.Same(Fewer, p);
            return;
        }

        Assert.Equal((10, DecisionReason.HeldBudgetSpent, Guard.Budget), Of(p));
        Assert.Equal((FirstToken, "the error budget of first-token: it burns"), (p.Trigger, p.Limit));
    }

    [Theory]
    [InlineData(41, 20)]
    [InlineData(20, 41)]
    public void The_rest_must_carry_what_arrives_now(double rate, double planned)
    {
        var p = ScaleDown.Run(Fewer, Situation(20, demand: new(rate, planned, false, false, 1), needs: [Need(4, podRate: 5)]));
        Assert.Equal((9, DecisionReason.DemandFell, Guard.Surplus), Of(p));
        Assert.Equal("9 pods carry what arrives now", p.Limit);
    }

    [Fact]
    public void Where_all_of_them_are_needed_it_says_so()
    {
        var p = ScaleDown.Run(Fewer, Situation(10, demand: new(70, 70, false, false, 1), needs: [Need(4, podRate: 5)]));
        Assert.Equal((10, DecisionReason.HeldSurplusTooSmall, Guard.Surplus), Of(p));
        Assert.Equal("14 pods carry what arrives now", p.Limit);
    }

    [Fact]
    public void A_small_surplus_is_not_worth_a_change()
    {
        var worth = (int)Math.Ceiling(Constants.WorthShrinking * 40);
        Assert.Equal(40 - worth, ScaleDown.Run(Fewer with { To = 40 - worth }, Situation(40)).To);
        var p = ScaleDown.Run(Fewer with { To = 41 - worth }, Situation(40));
        Assert.Equal((40, DecisionReason.HeldSurplusTooSmall, Guard.Surplus), Of(p));
        Assert.Equal(1, ScaleDown.Run(Fewer with { To = 1 }, Situation(2)).To);
    }

    private static (int, DecisionReason, Guard?) Of(Proposal p) => (p.To, p.Reason, p.LimitedBy);
}
