using ModelMonitor.Decisions;
using static ModelMonitor.Tests.Decisions.Make;

namespace ModelMonitor.Tests.Decisions;

public class ProposeTests
{
    private static readonly Judged Breached = Judged(ObjectiveState.Breached, 1.5);
    private static readonly Judged AtRisk = Judged(ObjectiveState.AtRisk, 0.9);

    [Theory]
    [InlineData(16, 10, 2, 2, DecisionReason.Steady)]
    [InlineData(16.7, 10, 2, 2, DecisionReason.Steady)]
    [InlineData(17, 10, 2, 3, DecisionReason.DemandGrew)]
    [InlineData(80, 10, 2, 10, DecisionReason.DemandGrew)]
    [InlineData(10.6, 10, 3, 2, DecisionReason.DemandFell)]
    [InlineData(11, 10, 3, 3, DecisionReason.Steady)]
    [InlineData(8, 10, 16, 4, DecisionReason.DemandFell)]
    [InlineData(24, 10, 3, 3, DecisionReason.Steady)]
    public void With_a_known_limit_the_load_asks_for_an_absolute_number(double running, double limit, int current, int to, DecisionReason reason)
    {
        var proposal = Propose.Run(Situation(current, history: Constant(running, ready: current), limit: limit));
        Assert.Equal((to, reason, Decision.LoadTrigger), (proposal.To, proposal.Reason, proposal.Trigger));
    }

    [Fact]
    public void Without_a_known_limit_the_load_alone_never_raises() =>
        Assert.Equal(2, Propose.Run(Situation(history: Constant(500, ready: 2), proven: 3)).To);

    [Theory]
    [InlineData(6, null, 4, DecisionReason.HeldUnproven)]
    [InlineData(6, 1.9, 4, DecisionReason.HeldUnproven)]
    [InlineData(6, 2.6, 4, DecisionReason.HeldUnproven)]
    [InlineData(6, 2.7, 3, DecisionReason.DemandFell)]
    [InlineData(6, 24.0, 1, DecisionReason.DemandFell)]
    public void Without_a_known_limit_pods_go_only_to_a_level_that_was_carried(double running, double? proven, int to, DecisionReason reason)
    {
        var proposal = Propose.Run(Situation(4, history: Constant(running, ready: 4), proven: proven));
        Assert.Equal((to, reason), (proposal.To, proposal.Reason));
    }

    [Fact]
    public void A_confirmed_zero_needs_the_minimum_without_any_proof()
    {
        var proposal = Propose.Run(Situation(6, history: Constant(0, completed: 0, ready: 6), limits: Limits(min: 2)));
        Assert.Equal((2, DecisionReason.DemandFell), (proposal.To, proposal.Reason));
    }

    [Fact]
    public void Fast_requests_that_no_sample_catches_are_not_zero() =>
        Assert.Equal(6, Propose.Run(Situation(6, history: Constant(0, completed: 50, ready: 6))).To);

    [Fact]
    public void A_breach_asks_for_one_more_at_least()
    {
        var proposal = Propose.Run(Situation(scaling: [Breached], limit: 100));
        Assert.Equal((3, DecisionReason.LatencyBreached, FirstToken), (proposal.To, proposal.Reason, proposal.Trigger));
    }

    [Fact]
    public void A_breach_takes_the_larger_number_that_the_load_asks_for()
    {
        var proposal = Propose.Run(Situation(scaling: [Breached], history: Constant(80, ready: 2), limit: 20));
        Assert.Equal((5, DecisionReason.LatencyBreached), (proposal.To, proposal.Reason));
    }

    [Theory]
    [InlineData(1.01, 11)]
    [InlineData(1.5, 15)]
    [InlineData(40, 20)]
    public void Without_a_load_a_breach_asks_by_its_ratio_and_at_most_for_twice_as_many(double value, int to) =>
        Assert.Equal(to, Propose.Run(Situation(10, scaling: [Judged(ObjectiveState.Breached, value)], loadUnknown: UnknownReason.NoData)).To);

    [Fact]
    public void Without_a_load_what_is_within_its_bound_asks_for_nothing()
    {
        Assert.Equal(10, Propose.Run(Situation(10, scaling: [AtRisk], loadUnknown: UnknownReason.NoData)).To);
        Assert.Equal(10, Propose.Run(Situation(10, scaling: [Judged(ObjectiveState.Breached, 0.9)], loadUnknown: UnknownReason.NoData)).To);
    }

    [Fact]
    public void At_risk_lets_the_learned_limit_speak()
    {
        var proposal = Propose.Run(Situation(scaling: [AtRisk], history: Constant(20, ready: 2), limit: 10));
        Assert.Equal((3, DecisionReason.LatencyAtRisk, FirstToken), (proposal.To, proposal.Reason, proposal.Trigger));
        Assert.Equal(2, Propose.Run(Situation(scaling: [AtRisk], history: Constant(16, ready: 2), limit: 10)).To);
    }

    [Fact]
    public void A_state_alone_asks_for_nothing_when_its_own_value_is_good_again() =>
        Assert.Equal(2, Propose.Run(Situation(scaling: [Judged(ObjectiveState.Breached, 0.3)], history: Constant(16, ready: 2), limit: 10)).To);

    [Fact]
    public void A_held_value_asks_for_nothing() =>
        Assert.True(Propose.Run(Situation(scaling: [Judged(ObjectiveState.Breached, 3, UnknownReason.NoData)], limit: 100)).To <= 2);

    [Fact]
    public void Requests_waiting_on_full_pods_ask_for_one_more()
    {
        var proposal = Propose.Run(Situation(history: Constant(8, waiting: 2, ready: 2)));
        Assert.Equal((3, DecisionReason.QueueSaturated), (proposal.To, proposal.Reason));
        Assert.Equal(2, Propose.Run(Situation(history: Constant(8, waiting: 1.9, ready: 2), limits: Limits(min: 2))).To);
    }

    [Fact]
    public void One_full_interval_and_an_objective_over_its_bound_are_two_witnesses()
    {
        var history = Constant(8, ready: 2).SetItem(4, Sample(60, 8, 2, ready: 2));
        var over = Judged(ObjectiveState.Met, 3);
        var proposal = Propose.Run(Situation(scaling: [over], history: history));
        Assert.Equal((3, DecisionReason.QueueSaturated, FirstToken), (proposal.To, proposal.Reason, proposal.Trigger));
        Assert.Equal(2, Propose.Run(Situation(scaling: [Judged(ObjectiveState.Met, 0.9)], history: history, limits: Limits(min: 2))).To);
        Assert.Equal(2, Propose.Run(Situation(scaling: [over], history: Constant(8, ready: 2), limits: Limits(min: 2))).To);
    }

    [Fact]
    public void One_full_interval_alone_is_no_saturation()
    {
        var history = Constant(8, ready: 2).SetItem(4, Sample(60, 8, 2, ready: 2));
        Assert.NotEqual(DecisionReason.QueueSaturated, Propose.Run(Situation(history: history)).Reason);
    }

    [Theory]
    [InlineData(1, true, 8, DecisionReason.HeldPodsPending, Guard.PodsPending)]
    [InlineData(2, false, 8, DecisionReason.HeldAwaitingEffect, Guard.AwaitingEffect)]
    [InlineData(2, true, 0.9, DecisionReason.HeldIneffective, Guard.Ineffective)]
    public void A_step_waits_until_the_last_one_shows_and_until_it_can_help(
        int ready, bool settled, double running, DecisionReason reason, Guard guard)
    {
        var proposal = Propose.Run(Situation(2, ready, [Breached], Constant(running, ready: ready), limit: 100, settled: settled));
        Assert.Equal((2, reason, guard), (proposal.To, proposal.Reason, proposal.LimitedBy));
    }

    [Fact]
    public void Latency_that_outlives_its_backlog_asks_for_nothing()
    {
        var history = Constant(32, waiting: 20, ready: 2).SetItem(4, Sample(60, 20, 0, ready: 2));
        Assert.Equal(DecisionReason.HeldAwaitingEffect, Propose.Run(Situation(scaling: [Breached], history: history, limit: 100)).Reason);
    }

    [Fact]
    public void Pending_pods_do_not_stop_what_the_load_needs()
    {
        var proposal = Propose.Run(Situation(4, 2, [Breached], Constant(80, ready: 2), limit: 20, settled: false));
        Assert.Equal((5, DecisionReason.LatencyBreached), (proposal.To, proposal.Reason));
    }

    [Fact]
    public void A_queue_that_grew_while_pods_start_is_not_ordered_twice()
    {
        // 128 running in full batches need 8 pods of 16 used at 100%, 10 at 80%; the 600 waiting would ask for more.
        var full = Constant(128, waiting: 600, completed: 12.8, ready: 8);
        Assert.Equal(10, Propose.Run(Situation(10, 8, history: full, limit: 16)).To);
        Assert.True(Propose.Run(Situation(8, 8, history: full, limit: 16)).To > 12);
    }

    [Fact]
    public void The_objective_in_most_trouble_speaks()
    {
        var other = new Objective("queue", Indicator.QueueWait, 1, true, true);
        Judged worse = new(other, new("queue", ObjectiveState.Breached, Reading.Of(3, T0), null, "", T0));
        Assert.Equal("queue", Propose.Run(Situation(scaling: [Breached, worse, AtRisk], limit: 100)).Trigger);
        Assert.Equal(FirstToken, Propose.Run(Situation(scaling: [AtRisk, Breached], limit: 100)).Trigger);
    }
}
