using System.Globalization;
using ModelMonitor.Decisions;
using static ModelMonitor.Tests.Decisions.Make;

namespace ModelMonitor.Tests.Decisions;

/// <summary>Stories of one monitor, told interval by interval.</summary>
public class ScenarioTests
{
    private MonitorState _state = MonitorState.Start;
    private Plan _plan = Plan();
    private int _current = 2;
    private double _time;
    private Outcome _last = null!;

    [Fact]
    public void A_ramp_breaches_is_answered_recovers_and_is_given_back()
    {
        Intervals(8, latency: 0.3, running: 10);
        Assert.Equal((2, ObjectiveState.Met), (_current, State));

        Intervals(1, latency: 1.4, running: 32, waiting: 20);
        Assert.True(_current > 2);
        Assert.Equal((DecisionReason.QueueSaturated, FirstToken), (_last.Decision!.Reason, _last.Decision.Trigger));
        Assert.Matches(@"^Scale from 2 to \d+: 20 requests wait on 2 pods and first-token is over its bound \(1\.4s, bound 1s\)", _last.Decision.Message);
        Intervals(1, latency: 1.4, running: 32, waiting: 20);
        Assert.Equal(ObjectiveState.Breached, State);

        var grown = _current;
        Intervals(12, latency: 0.3, running: 32);
        Assert.Equal((grown, ObjectiveState.Met), (_current, State));

        Intervals(40, latency: 0, running: 0, completed: 0);
        Assert.Equal(1, _current);
    }

    [Fact]
    public void Pods_that_do_not_come_are_not_ordered_again_and_again_and_are_given_back_in_the_end()
    {
        Intervals(2, latency: 3, running: 32, waiting: 20);
        var (ordered, since) = (_current, _time);
        Assert.True(ordered > 2, _last.Decision!.Message);

        // Misses raise the headroom meanwhile, and nothing else asks for more.
        var leads = Constants.ShortestDeadline / (Constants.UsualStart + Constants.ReactionTime);
        var most = Math.Ceiling(ordered * Math.Exp(Constants.FirstHeadroomGain * leads));
        while (_last.Decision!.Reason != DecisionReason.CapacityReleased)
        {
            Stuck();
            Assert.True(_current <= most, _last.Decision!.Message);
            Assert.True(_time - since < 1000, _last.Decision.Message);
        }

        Assert.InRange(_time - since, Constants.ShortestDeadline.TotalSeconds - 15, Constants.ShortestDeadline.TotalSeconds + 30);
        var released = _time;
        while (_time - released < Constants.ShortestYield.TotalSeconds - 15)
        {
            Stuck();
            Assert.True(_current <= most, _last.Decision!.Message);
        }

        Assert.Equal((2, DecisionReason.HeldCapacityUnavailable, Guard.CapacityUnavailable), (_current, _last.Decision!.Reason, _last.Decision.LimitedBy!.Value));
        for (var i = 0; i < 3; i++) Stuck();
        Assert.True(_current > 2, _last.Decision!.Message);

        void Stuck() => Interval(Observe(3, 32, 20, 16, _current, Now, ready: 2));
    }

    [Fact]
    public void The_source_goes_away_in_the_middle_of_an_overload_and_comes_back()
    {
        Intervals(2, latency: 1.4, running: 32, waiting: 20);
        var grown = _current;
        for (var i = 0; i < 240; i++)
        {
            Interval(Blind(_current));
            Assert.Equal((grown, DecisionReason.HeldUnknown), (_current, _last.Decision!.Reason));
            Assert.Equal(UnknownReason.SourceUnreachable, _last.Decision.Unknown);
        }

        Assert.Equal(ObjectiveState.Unknown, State);
        Intervals(2, latency: 1.8, running: 16 * grown, waiting: 80);
        Assert.Equal(ObjectiveState.Breached, State);
        Assert.True(_current > grown);
    }

    [Fact]
    public void After_an_outage_nothing_is_removed_before_a_whole_window_was_seen()
    {
        Intervals(4, latency: 0, running: 0, completed: 0);
        for (var i = 0; i < 40; i++) Interval(Blind(_current));
        var back = _time;
        while (_current == 2) Intervals(1, latency: 0, running: 0, completed: 0);
        Assert.InRange(_time - back, 300, 345);
    }

    [Fact]
    public void One_breached_objective_alone_may_still_raise_while_the_load_is_unknown()
    {
        for (var i = 0; i < 2; i++) Interval(Observe(Reading.Of(1.4, Now), LoadReadings.Unknown(UnknownReason.NoData), _current));
        Assert.Equal((3, DecisionReason.LatencyBreached), (_current, _last.Decision!.Reason));
    }

    [Theory]
    [InlineData("og")]
    [InlineData("gu")]
    [InlineData("ou")]
    [InlineData("ogu")]
    [InlineData("gru")]
    public void Good_and_bad_in_turn_do_not_flap(string pattern)
    {
        var states = new List<ObjectiveState>();
        var turns = new List<int>();
        for (var i = 0; i < 240; i++)
        {
            var latency = pattern[i % pattern.Length] switch
            {
                'g' => Reading.Of(0.3, Now),
                'r' => Reading.Of(0.9, Now),
                'o' => Reading.Of(1.5, Now),
                _ => Reading.Unknown(UnknownReason.NoData),
            };
            Interval(Observe(latency, Load(10, 0, 5, Now), _current));
            states.Add(State);
            if (_last.Decision!.IsChange) turns.Add(Math.Sign(_last.Decision.To - _last.Decision.From));
        }

        Assert.Single(states.Skip(10).Distinct());
        Assert.DoesNotContain(-1, turns);
    }

    [Fact]
    public void A_restart_keeps_the_rate_limit_and_begins_the_window_anew()
    {
        _plan = Plan(Limits(down: new(Seconds(60), PolicySelect.Max, [new(false, 1, Seconds(600))])));
        (_current, _time) = (4, 1000);
        _state = MonitorState.Restore([new(At(900), 5, 4)], [], At(1000));

        Intervals(5, latency: 0, running: 0, completed: 0);
        Assert.Equal(DecisionReason.HeldStabilizing, _last.Decision!.Reason);
        while (_time < 1480) Intervals(1, latency: 0, running: 0, completed: 0);
        Assert.Equal((4, DecisionReason.HeldRateLimited), (_current, _last.Decision!.Reason));
        Intervals(3, latency: 0, running: 0, completed: 0);
        Assert.Equal(3, _current);
    }

    [Fact]
    public void A_person_who_takes_pods_away_is_the_new_base_and_one_who_switches_off_is_obeyed()
    {
        _current = 8;
        Intervals(4, latency: 0.3, running: 40);
        _current = 5;
        Intervals(4, latency: 0.3, running: 40);
        Assert.Equal(5, _current);
        _current = 0;
        Interval(Blind(0));
        Assert.Equal(DecisionReason.ScaledToZero, _last.Decision!.Reason);
    }

    [Fact]
    public void A_plan_without_scaling_is_judged_and_decides_nothing()
    {
        var outcome = Pipeline.Decide(new([Latency], null), MonitorState.Start, Observe(0.3, 1, 0, 1, 1, At(0)), At(0));
        Assert.Null(outcome.Decision);
        Assert.Equal(ObjectiveState.Met, outcome.Verdicts[0].State);
    }

    [Fact]
    public void A_decision_says_the_same_in_every_culture()
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            comma.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture = comma;
            Intervals(1, latency: 1.45, running: 12.5, waiting: 2.5, completed: 3.25);
            Intervals(1, latency: 1.45, running: 12.5, waiting: 2.5, completed: 3.25);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }

        Assert.Equal(
        [
            new(FirstToken, "1.5s, 0s ago"), new("running", "12.5, 0s ago"), new("waiting", "2.5, 0s ago"), new("completed", "3.3/s, 0s ago"),
            new("replicas", "2 (2 ready)"), new("capacity", "1.6 requests/s a pod"),
        ], _last.Decision!.Inputs);
        Assert.DoesNotContain(",5", _last.Decision.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_longest_record_is_small()
    {
        var name = new string('x', 63);
        var plan = Plan(null, Latency with { Name = name });
        var readings = new Dictionary<string, Reading> { [name] = Reading.Unknown(UnknownReason.SourceUnreachable, new string('y', 4000)) };
        var decision = Pipeline.Decide(plan, MonitorState.Start, new(readings, Load(1234.5678, 1e9 / 3, 1e7 / 3, At(0)), new(123456, 123456)), At(50)).Decision!;
        var size = decision.Message.Length + decision.Trigger.Length + decision.Inputs.Sum(i => i.Name.Length + i.Text.Length + 6);
        Assert.True(size <= 600, $"{size}: {decision}");
    }

    private DateTimeOffset Now => At(_time);

    private ObjectiveState State => _last.Verdicts[0].State;

    private void Intervals(int count, double latency, double running, double waiting = 0, double completed = 16)
    {
        for (var i = 0; i < count; i++) Interval(Observe(latency, running, waiting, completed, _current, Now));
    }

    private void Interval(Observation observation)
    {
        _last = Pipeline.Decide(_plan, _state, observation, Now);
        _state = _last.State;
        _current = _last.Decision!.To;
        _time += 15;
    }
}
