using ModelMonitor.Decisions;
using static ModelMonitor.Tests.Decisions.Make;

namespace ModelMonitor.Tests.Decisions;

public class GatesTests
{
    private static readonly Proposal Fewer = new(1, Decision.LoadTrigger, DecisionReason.DemandFell, "less to do");
    private static readonly Proposal Same = new(4, Decision.LoadTrigger, DecisionReason.Steady, "fits");
    private static readonly Proposal More = new(6, FirstToken, DecisionReason.LatencyBreached, "slow");

    [Fact]
    public void With_everything_known_pods_may_go() => Assert.Same(Fewer, Gates.Run(Fewer, Situation(4)));

    public static TheoryData<string> Obstacles => ["load", "objective", "held", "coverage", "objective coverage", "rollout"];

    [Theory]
    [MemberData(nameof(Obstacles))]
    public void Each_obstacle_alone_keeps_every_pod_and_lets_growth_pass(string obstacle)
    {
        var (s, reason, guard) = obstacle switch
        {
            "load" => (Situation(4, loadUnknown: UnknownReason.NoData), DecisionReason.HeldUnknown, Guard.Unknown),
            "objective" => (Situation(4, scaling: [Judged(ObjectiveState.Unknown, 0, UnknownReason.Stale)]), DecisionReason.HeldUnknown, Guard.Unknown),
            "held" => (Situation(4, scaling: [Judged(ObjectiveState.Met, 0, UnknownReason.Stale)]), DecisionReason.HeldUnknown, Guard.Unknown),
            "coverage" => (Situation(4, history: [.. Constant(8, ready: 4).Select(h => h with { Coverage = 0.89 })]), DecisionReason.HeldUnknown, Guard.Unknown),
            "objective coverage" => (Situation(4, scaling: [Judged(ObjectiveState.Met, 0.3, coverage: 0.89)]), DecisionReason.HeldUnknown, Guard.Unknown),
            _ => (Situation(4) with { Replicas = new(4, 4) { IsRollingOut = true } }, DecisionReason.HeldRollout, Guard.Rollout),
        };
        var gated = Gates.Run(Fewer, s);
        Assert.Equal((4, reason, guard), (gated.To, gated.Reason, gated.LimitedBy!.Value));
        Assert.Same(More, Gates.Run(More, s));
    }

    [Fact]
    public void An_unknown_is_named_also_when_nothing_was_to_change()
    {
        var gated = Gates.Run(Same, Situation(4, scaling: [Judged(ObjectiveState.Unknown, 0, UnknownReason.SourceUnreachable)]));
        Assert.Equal((DecisionReason.HeldUnknown, FirstToken, UnknownReason.SourceUnreachable, Guard.Unknown),
            (gated.Reason, gated.Trigger, gated.Unknown!.Value, gated.LimitedBy!.Value));
        Assert.Equal("first-token is not known (SourceUnreachable)", gated.Because);
    }

    [Fact]
    public void A_part_of_the_pods_is_enough_for_no_change() =>
        Assert.Same(Same, Gates.Run(Same, Situation(4, scaling: [Judged(ObjectiveState.Met, 0.3, coverage: 0.5)])));

    [Theory]
    [InlineData(Guard.PodsPending)]
    [InlineData(Guard.AwaitingEffect)]
    [InlineData(Guard.Ineffective)]
    public void A_step_that_waits_keeps_its_own_words(Guard guard)
    {
        var waits = More.Hold(4, DecisionReason.HeldPodsPending, guard, "wait");
        Assert.Same(waits, Gates.Run(waits, Situation(4, loadUnknown: UnknownReason.NoData)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_number_that_a_person_set_is_not_taken_back_and_may_be_gone_on_from(bool setLower)
    {
        var s = Situation(4) with { Contention = Contention.None with { HoldUntil = At(100), HoldsGrowth = setLower } };
        var (back, on) = setLower ? (More, Fewer) : (Fewer, More);
        var gated = Gates.Run(back, s);
        Assert.Equal((4, DecisionReason.HeldManual, Guard.ManualHold), (gated.To, gated.Reason, gated.LimitedBy!.Value));
        Assert.Equal("somebody set 4, which stands for 40s more", gated.Limit);
        Assert.Same(on, Gates.Run(on, s));
        Assert.Same(back, Gates.Run(back, s with { Now = At(100) }));
    }

    [Fact]
    public void While_another_controller_contests_nothing_changes_in_either_direction()
    {
        var s = Situation(4) with { Contention = Contention.None with { YieldUntil = At(120) }, Replicas = new(4, 4) { SetBy = "argocd-controller" } };
        foreach (var wish in new[] { Fewer, Same, More })
        {
            var gated = Gates.Run(wish, s);
            Assert.Equal((4, DecisionReason.HeldReverted, Guard.Contested), (gated.To, gated.Reason, gated.LimitedBy!.Value));
            Assert.Equal("argocd-controller puts the replicas back after every change; next try in 60s", gated.Limit);
            Assert.Same(wish, Gates.Run(wish, s with { Now = At(120) }));
        }
    }

    [Fact]
    public void An_objective_that_may_not_scale_has_no_vote()
    {
        var outcome = Pipeline.Decide(
            Plan(null, Latency, new("errors", Indicator.ErrorRatio, 0.01, true, MayScale: false)),
            MonitorState.Start, Observe(0.3, 1, 0, 1, 1, At(0)), At(0));
        Assert.Equal(ObjectiveState.Unknown, outcome.Verdicts[1].State);
        Assert.Equal(DecisionReason.Steady, outcome.Decision!.Reason);
    }
}
