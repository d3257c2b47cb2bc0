using ModelMonitor.Decisions;
using static ModelMonitor.Tests.Decisions.Make;

namespace ModelMonitor.Tests.Decisions;

/// <summary>The voice of trouble: a step from the present.</summary>
public class ProposeInTroubleTests
{
    private static readonly Judged Breached = Judged(ObjectiveState.Breached, 1.5);
    private static readonly Judged AtRisk = Judged(ObjectiveState.AtRisk, 0.9);
    private static readonly CapacityMemory Limited = default(CapacityMemory) with { Limit = 10 };

    [Fact]
    public void A_breach_asks_for_one_more_at_least()
    {
        var proposal = Propose.Run(Situation(scaling: [Breached], capacity: Limited, needs: [Need(1.5)]));
        Assert.Equal((3, DecisionReason.LatencyBreached, FirstToken), (proposal.To, proposal.Reason, proposal.Trigger));
    }

    [Fact]
    public void A_breach_takes_the_larger_number_that_the_load_asks_for()
    {
        var proposal = Propose.Run(Situation(scaling: [Breached], capacity: Limited, needs: [Need(4.5)]));
        Assert.Equal((5, DecisionReason.LatencyBreached), (proposal.To, proposal.Reason));
    }

    [Theory]
    [InlineData(1.01, 11)]
    [InlineData(1.5, 15)]
    [InlineData(40, 10 * Constants.MaxRatio)]
    public void Without_a_load_or_a_limit_a_breach_asks_by_its_ratio_and_at_most_for_twice_as_many(double value, double to)
    {
        Judged[] breached = [Judged(ObjectiveState.Breached, value)];
        Assert.Equal(to, Propose.Run(Situation(10, scaling: breached, capacity: Limited, loadUnknown: UnknownReason.NoData)).To);
        Assert.Equal(to, Propose.Run(Situation(10, scaling: breached)).To);
    }

    [Fact]
    public void Without_a_load_what_is_within_its_bound_asks_for_nothing()
    {
        Assert.Equal(10, Propose.Run(Situation(10, scaling: [AtRisk], loadUnknown: UnknownReason.NoData)).To);
        Assert.Equal(10, Propose.Run(Situation(10, scaling: [Judged(ObjectiveState.Breached, 0.9)], loadUnknown: UnknownReason.NoData)).To);
    }

    [Fact]
    public void At_risk_lets_the_learned_limit_speak()
    {
        var proposal = Propose.Run(Situation(scaling: [AtRisk], capacity: Limited, needs: [Need(2.5)]));
        Assert.Equal((3, DecisionReason.LatencyAtRisk, FirstToken), (proposal.To, proposal.Reason, proposal.Trigger));
        Assert.Equal(2, Propose.Run(Situation(scaling: [AtRisk], capacity: Limited, needs: [Need(1.5)])).To);
    }

    [Fact]
    public void A_state_alone_asks_for_nothing_when_its_own_value_is_good_again() =>
        Assert.Equal(2, Propose.Run(Situation(scaling: [Judged(ObjectiveState.Breached, 0.3)], capacity: Limited, needs: [Need(1.5)])).To);

    [Fact]
    public void A_held_value_asks_for_nothing() =>
        Assert.Equal(2, Propose.Run(Situation(scaling: [Judged(ObjectiveState.Breached, 3, UnknownReason.NoData)], capacity: Limited, needs: [Need(1.5)])).To);

    [Fact]
    public void Requests_waiting_on_full_pods_for_two_intervals_ask_for_one_more()
    {
        var proposal = Propose.Run(Situation(history: Constant(8, waiting: 2 * Constants.WaitingWhenFull, ready: 2)));
        Assert.Equal((3, DecisionReason.QueueSaturated, Decision.LoadTrigger), (proposal.To, proposal.Reason, proposal.Trigger));
        Assert.Equal(2, Propose.Run(Situation(history: Constant(8, waiting: (2 * Constants.WaitingWhenFull) - 0.1, ready: 2), limits: Limits(min: 2))).To);
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

    [Theory]
    [InlineData(1, true, 8, DecisionReason.HeldPodsPending, Guard.PodsPending)]
    [InlineData(2, false, 8, DecisionReason.HeldAwaitingEffect, Guard.AwaitingEffect)]
    [InlineData(2, true, 0.9, DecisionReason.ScalingIneffective, Guard.Ineffective)]
    public void A_step_waits_until_the_last_one_shows_and_until_it_can_help(
        int ready, bool settled, double running, DecisionReason reason, Guard guard)
    {
        var s = Situation(2, ready, [Breached], Constant(running, ready: ready), capacity: Limited, needs: [Need(1.5)], settled: settled);
        var proposal = Propose.Run(s);
        Assert.Equal((2, reason, guard), (proposal.To, proposal.Reason, proposal.LimitedBy));
    }

    [Fact]
    public void Latency_that_outlives_its_backlog_asks_for_nothing()
    {
        var history = Constant(32, waiting: 20, ready: 2).SetItem(4, Sample(60, 20, 0, ready: 2));
        Assert.Equal(DecisionReason.HeldAwaitingEffect,
            Propose.Run(Situation(scaling: [Breached], history: history, capacity: Limited, needs: [Need(1.5)])).Reason);
    }

    [Fact]
    public void Pending_pods_do_not_stop_what_the_load_needs()
    {
        var proposal = Propose.Run(Situation(4, 2, [Breached], capacity: Limited, needs: [Need(4.5)], settled: false));
        Assert.Equal((5, DecisionReason.LatencyBreached), (proposal.To, proposal.Reason));
    }

    [Fact]
    public void The_objective_in_most_trouble_speaks()
    {
        var other = new Objective("queue", Indicator.QueueWait, 1, true, true);
        Judged worse = new(other, new("queue", ObjectiveState.Breached, Reading.Of(3, T0), null, "", T0));
        Assert.Equal("queue", Propose.Run(Situation(scaling: [Breached, worse, AtRisk])).Trigger);
        Assert.Equal(FirstToken, Propose.Run(Situation(scaling: [AtRisk, Breached])).Trigger);
    }

    [Fact]
    public void With_a_pod_model_misses_speak_through_the_headroom_and_take_no_step_of_their_own()
    {
        var steady = Propose.Run(Situation(scaling: [Breached], capacity: Calibrated(), needs: [Need(1.5)]));
        Assert.Equal((2, DecisionReason.Steady), (steady.To, steady.Reason));
        var grown = Propose.Run(Situation(scaling: [Breached], capacity: Calibrated(), needs: [Need(2.5)]));
        Assert.Equal((3, DecisionReason.LatencyBreached, FirstToken), (grown.To, grown.Reason, grown.Trigger));
    }

    [Fact]
    public void With_a_pod_model_only_a_queue_of_a_whole_window_takes_a_step()
    {
        var full = Constant(8, waiting: 2, ready: 2);
        Assert.Equal((3, DecisionReason.QueueSaturated), Of(Situation(history: full, capacity: Calibrated(), needs: [Need(1.5)])));
        Assert.Equal(DecisionReason.Steady,
            Of(Situation(history: full.SetItem(0, Sample(0, 8, ready: 2)), capacity: Calibrated(), needs: [Need(1.5)])).Reason);
        Assert.Equal(DecisionReason.Steady, Of(Situation(history: full.RemoveAt(0), capacity: Calibrated(), needs: [Need(1.5)])).Reason);
    }

    [Fact]
    public void Where_pods_cannot_help_it_says_so()
    {
        var s = Situation(scaling: [Breached], capacity: Calibrated(), needs: [Need(1.5, ineffective: true)]);
        var proposal = Propose.Run(s);
        Assert.Equal((2, DecisionReason.ScalingIneffective, Guard.Ineffective, FirstToken),
            (proposal.To, proposal.Reason, proposal.LimitedBy!.Value, proposal.Trigger));
    }

    [Fact]
    public void Where_pods_cannot_help_a_headroom_that_misses_have_raised_asks_for_none()
    {
        foreach (var capacity in new[] { Calibrated(), Limited })
        {
            var proposal = Propose.Run(Situation(scaling: [Breached], capacity: capacity, needs: [Need(9, ineffective: true)]));
            Assert.Equal((2, DecisionReason.ScalingIneffective, Guard.Ineffective), (proposal.To, proposal.Reason, proposal.LimitedBy!.Value));
        }
    }

    [Fact]
    public void One_objective_that_pods_cannot_help_does_not_silence_another()
    {
        var other = Latency with { Name = "tokens" };
        Judged worse = new(other, new("tokens", ObjectiveState.Breached, Reading.Of(3, T0), null, "", T0));
        var proposal = Propose.Run(Situation(scaling: [Breached, worse], capacity: Calibrated(), needs: [Need(9, ineffective: true), Need(2.5, other)]));
        Assert.Equal((3, DecisionReason.LatencyBreached, "tokens"), (proposal.To, proposal.Reason, proposal.Trigger));
    }

    private static (int To, DecisionReason Reason) Of(Situation s)
    {
        var proposal = Propose.Run(s);
        return (proposal.To, proposal.Reason);
    }
}
