using ModelMonitor.Decisions;
using static ModelMonitor.Tests.Decisions.Make;

namespace ModelMonitor.Tests.Decisions;

public class GatesTests
{
    private static readonly Proposal Fewer = new(1, Decision.LoadTrigger, DecisionReason.DemandFell, "less to do");
    private static readonly Proposal Same = new(4, Decision.LoadTrigger, DecisionReason.Steady, "fits");
    private static readonly Proposal More = new(6, FirstToken, DecisionReason.LatencyBreached, "slow");

    [Fact]
    public void With_everything_known_and_calm_pods_may_go() => Assert.Same(Fewer, Gates.Run(Fewer, Situation(4)));

    public static TheoryData<string> Obstacles => ["load", "objective", "held", "coverage", "objective coverage", "pending", "risk", "breach"];

    [Theory]
    [MemberData(nameof(Obstacles))]
    public void Each_obstacle_alone_keeps_every_pod_and_lets_growth_pass(string obstacle)
    {
        var (s, reason) = obstacle switch
        {
            "load" => (Situation(4, loadUnknown: UnknownReason.NoData), DecisionReason.HeldUnknown),
            "objective" => (Situation(4, scaling: [Judged(ObjectiveState.Unknown, 0, UnknownReason.Stale)]), DecisionReason.HeldUnknown),
            "held" => (Situation(4, scaling: [Judged(ObjectiveState.Met, 0, UnknownReason.Stale)]), DecisionReason.HeldUnknown),
            "coverage" => (Situation(4, history: [.. Constant(8, ready: 4).Select(h => h with { Coverage = 0.89 })]), DecisionReason.HeldUnknown),
            "objective coverage" => (Situation(4, scaling: [Judged(ObjectiveState.Met, 0.3, coverage: 0.89)]), DecisionReason.HeldUnknown),
            "pending" => (Situation(4, 3), DecisionReason.HeldPodsPending),
            "risk" => (Situation(4, scaling: [Judged(ObjectiveState.AtRisk, 0.3)]), DecisionReason.LatencyAtRisk),
            _ => (Situation(4, scaling: [Judged(ObjectiveState.Breached, 0.3)]), DecisionReason.LatencyBreached),
        };
        var gated = Gates.Run(Fewer, s);
        Assert.Equal((4, reason), (gated.To, gated.Reason));
        Assert.Same(More, Gates.Run(More, s));
    }

    [Fact]
    public void An_unknown_is_named_also_when_nothing_was_to_change()
    {
        var gated = Gates.Run(Same, Situation(4, scaling: [Judged(ObjectiveState.Unknown, 0, UnknownReason.SourceUnreachable)]));
        Assert.Equal((DecisionReason.HeldUnknown, FirstToken, UnknownReason.SourceUnreachable, Guard.Unknown),
            (gated.Reason, gated.Trigger, gated.Unknown!.Value, gated.LimitedBy!.Value));
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
