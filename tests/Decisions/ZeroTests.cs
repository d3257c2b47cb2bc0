using ModelMonitor.Decisions;
using static ModelMonitor.Tests.Decisions.Make;

namespace ModelMonitor.Tests.Decisions;

public class ZeroTests
{
    private static readonly double Needed = Constants.IdleTime.TotalSeconds;

    [Fact]
    public void A_target_goes_to_zero_after_long_enough_without_a_request_or_one_that_waits()
    {
        var run = new Run();
        Assert.Null(run.IdleUntil(Needed - 15));
        Assert.Equal(Needed, run.IdleUntil(Needed + 60));
        Assert.Equal((0, DecisionReason.Idle), (run.Last.To, run.Last.Reason));
        Assert.Equal("Scale from 1 to 0: no request for 900s, and none waits at the gateway.", run.Last.Message);
    }

    [Fact]
    public void Where_a_start_takes_long_it_is_three_leads()
    {
        var run = new Run { State = MonitorState.Restore([], [], At(0), new Learned(null, null, Seconds(600))) };
        Assert.Equal(3 * (600 + Constants.ReactionTime.TotalSeconds), run.IdleUntil(4 * Needed));
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("waits")]
    [InlineData("stale")]
    [InlineData("partial")]
    [InlineData("objective partial")]
    [InlineData("minimum")]
    [InlineData("reserve")]
    public void It_never_goes_where_something_is_not_known_to_be_empty_or_a_pod_is_wanted(string obstacle)
    {
        var run = new Run { Obstacle = obstacle };
        Assert.Null(run.IdleUntil(3 * Needed));
        Assert.Equal(1, run.Last.To);
    }

    [Fact]
    public void A_single_request_starts_the_time_anew()
    {
        var run = new Run();
        Assert.Null(run.IdleUntil(Needed - 15));
        run.Look(running: 1);
        var again = run.Time;
        Assert.Equal(again + 15 + Needed, run.IdleUntil(again + (2 * Needed)));
    }

    [Theory]
    [InlineData("waits", 1, DecisionReason.Woken, null)]
    [InlineData("empty", 0, DecisionReason.Idle, null)]
    [InlineData("unknown", 0, DecisionReason.HeldUnknown, Guard.Unknown)]
    [InlineData("stale", 0, DecisionReason.HeldUnknown, Guard.Unknown)]
    public void From_zero_only_a_request_at_the_gateway_wakes(string queue, int to, DecisionReason reason, Guard? guard)
    {
        var queued = queue switch
        {
            "waits" => Reading.Of(2, At(90)),
            "empty" => Reading.Of(0, At(90)),
            "stale" => Reading.Of(2, At(0)),
            _ => Reading.Unknown(UnknownReason.SourceUnreachable),
        };
        var load = LoadReadings.Unknown(UnknownReason.NoReadyPods) with { Queued = queued };
        var decision = AtZero(Limits(min: 0), load).Decision!;
        Assert.Equal((to, reason, guard), (decision.To, decision.Reason, decision.LimitedBy));
        Assert.Equal(reason == DecisionReason.HeldUnknown, decision.Unknown is not null);
    }

    [Fact]
    public void What_was_switched_off_stays_off_whoever_waits()
    {
        var load = LoadReadings.Unknown(UnknownReason.NoReadyPods) with { Queued = Reading.Of(9, At(90)) };
        var decision = AtZero(Limits(min: 1), load).Decision!;
        Assert.Equal((0, DecisionReason.ScaledToZero, false), (decision.To, decision.Reason, decision.IsChange));
    }

    [Fact]
    public void Waking_is_a_change_of_our_own()
    {
        var load = LoadReadings.Unknown(UnknownReason.NoReadyPods) with { Queued = Reading.Of(1, At(90)) };
        var state = AtZero(Limits(min: 0), load).State;
        Assert.Equal(new PastChange(At(100), 0, 1), Assert.Single(state.Changes));
        Assert.Equal(1, state.Contention.Expected);
        var next = Pipeline.Decide(Plan(Limits(min: 0)), state, Blind(1, ready: 0), At(115));
        Assert.Null(next.State.Contention.HoldUntil);
        Assert.Equal((1, DecisionReason.HeldUnknown), (next.Decision!.To, next.Decision.Reason));
    }

    private static Outcome AtZero(ScalingLimits limits, LoadReadings load) => Pipeline.Decide(
        Plan(limits), MonitorState.Start with { IdleSince = At(0) }, Observe(Reading.Unknown(UnknownReason.NoReadyPods), load, 0), At(100));

    /// <summary>One pod, no request and nothing at the gateway, unless something is in the way.</summary>
    private sealed class Run
    {
        public MonitorState State { get; set; } = MonitorState.Start;

        public string Obstacle { get; init; } = "";

        public double Time { get; private set; } = -15;

        public Decision Last { get; private set; } = null!;

        public double? IdleUntil(double seconds)
        {
            while (Time < seconds)
            {
                Look(0);
                if (Last.To == 0) return Time;
            }

            return null;
        }

        public void Look(double running)
        {
            Time += 15;
            var queued = Obstacle switch
            {
                "unknown" => Reading.Unknown(UnknownReason.SourceUnreachable),
                "waits" => Reading.Of(1, At(Time)),
                "stale" => Reading.Of(0, At(Time - 90)),
                _ => Reading.Of(0, At(Time)),
            };
            var load = Load(running, 0, 0, At(Time), Obstacle == "partial" ? 0.89 : 1) with { Queued = queued };
            var limits = Limits(min: Obstacle == "minimum" ? 1 : 0) with { ReservePods = Obstacle == "reserve" ? 1 : 0 };
            var outcome = Pipeline.Decide(Plan(limits), State, Observe(Reading.Of(0, At(Time), Obstacle == "objective partial" ? 0.89 : 1), load, 1), At(Time));
            (State, Last) = (outcome.State, outcome.Decision!);
        }
    }
}
