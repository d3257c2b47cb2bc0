using ModelMonitor.Decisions;
using static ModelMonitor.Tests.Decisions.Make;

namespace ModelMonitor.Tests.Decisions;

/// <summary>When the headroom learns, and when it must not; what a restart goes on with.</summary>
public class MeasureTests
{
    private static readonly double Lead = (Constants.UsualStart + Constants.ReactionTime).TotalSeconds;

    [Fact]
    public void Misses_teach_from_the_first_interval_of_a_monitors_life()
    {
        var run = new Run();
        Assert.True(run.Learns());
        Assert.True(run.Learns());
    }

    [Fact]
    public void Waiting_for_the_first_sample_is_no_outage()
    {
        var run = new Run();
        for (var i = 0; i < 5; i++) run.Look(loadKnown: false);
        Assert.True(run.Learns());
        Assert.True(run.Learns());
    }

    [Fact]
    public void During_an_outage_of_the_load_and_for_a_lead_after_it_misses_teach_nothing()
    {
        var run = new Run();
        run.Learns();
        for (var i = 0; i < 10; i++) Assert.False(run.Learns(loadKnown: false));
        var end = run.Time;
        while (run.Time + 15 - end < Lead) Assert.False(run.Learns());
        Assert.True(run.Learns());
    }

    [Fact]
    public void In_a_rollout_misses_teach_nothing()
    {
        var run = new Run();
        Assert.True(run.Learns());
        Assert.False(run.Learns(rollingOut: true));
        Assert.True(run.Learns());
    }

    [Fact]
    public void A_change_of_the_objective_starts_its_headroom_anew()
    {
        var run = new Run();
        for (var i = 0; i < 20; i++) run.Look();
        run.Plan = Plan(null, Latency with { Bound = 0.5 });
        var before = run.Headroom;
        run.Look();
        Assert.True(run.Headroom < before);
    }

    [Fact]
    public void What_was_learned_goes_on_after_a_restart()
    {
        var learned = new Learned(2, 5, Seconds(90));
        var outcome = Pipeline.Decide(Plan(), MonitorState.Restore([], [], At(0), learned), Observe(0.3, 8, 0, 10, 2, At(0)), At(0));
        Assert.Equal((5, Seconds(90)), (outcome.State.Learned.PodCapacity!.Value, outcome.State.Learned.ColdStart!.Value));
        Assert.InRange(outcome.State.Learned.Headroom!.Value, 1.99, 2);
        Assert.InRange(outcome.Decision!.Steps.Single(s => s.Name == "need").Value, 1.99 * 10 / 5, 2 * 10 / 5.0);
    }

    [Theory]
    [InlineData(100, Constants.HighestHeadroom)]
    [InlineData(0, Constants.LowestHeadroom)]
    public void An_odd_headroom_of_before_is_brought_within_its_bounds(double stored, double headroom)
    {
        var state = MonitorState.Restore([], [], At(0), new Learned(stored, null, null));
        var next = Pipeline.Decide(Plan(), state, Observe(0.3, 8, 0, 10, 2, At(0)), At(0)).State;
        Assert.Equal(headroom, next.Headrooms[0].Value, 2);
    }

    [Fact]
    public void The_objective_that_needs_most_is_what_is_kept()
    {
        var other = Latency with { Name = "tokens" };
        var state = MonitorState.Start with
        {
            Headrooms = [HeadroomMemory.Start(Latency, 1.5) with { PodRate = 5, At = At(0) }, HeadroomMemory.Start(other, 1.2) with { PodRate = 2, At = At(0) }],
        };
        var reading = Reading.Of(0.3, At(0));
        var seen = new Observation(new Dictionary<string, Reading> { [FirstToken] = reading, ["tokens"] = reading }, Load(8, 0, 10, At(0)), new(2, 2));
        var learned = Pipeline.Decide(Plan(null, Latency, other), state, seen, At(0)).State.Learned;
        Assert.Equal((1.2, 2), (learned.Headroom!.Value, learned.PodCapacity!.Value));
    }

    private sealed class Run
    {
        private MonitorState _state = MonitorState.Start;

        public Plan Plan { get; set; } = Plan();

        public double Time { get; private set; }

        public double Headroom => _state.Headrooms[0].Value;

        /// <summary>One interval of nothing but misses: whether the headroom rises.</summary>
        public bool Learns(bool loadKnown = true, bool rollingOut = false)
        {
            var before = _state.Headrooms is [var one] ? one.Value : Constants.StartHeadroom;
            Look(loadKnown, rollingOut);
            return Headroom > before;
        }

        public void Look(bool loadKnown = true, bool rollingOut = false)
        {
            Time += 15;
            var load = loadKnown ? Load(16, 0, 8, At(Time)) : LoadReadings.Unknown(UnknownReason.NoData);
            var seen = Observe(Reading.Of(0.3, At(Time)), load, 2) with { Replicas = new(2, 2) { IsRollingOut = rollingOut } };
            seen = seen with { Rates = new Dictionary<string, EventRate> { [FirstToken] = new(0, 8) } };
            _state = Pipeline.Decide(Plan, _state, seen, At(Time)).State;
        }
    }
}
