using ModelMonitor.Decisions;
using static ModelMonitor.Tests.Decisions.Make;

namespace ModelMonitor.Tests.Decisions;

public class JudgeTests
{
    private const double Interval = 15;

    /// <summary>Each letter is one interval: g good, r at risk, o over, u unknown; the answer has one letter for each state after it.</summary>
    [Theory]
    [InlineData("g", "M")]
    [InlineData("gg", "MM")]
    [InlineData("o", "U")]
    [InlineData("oo", "UB")]
    [InlineData("or", "UA")]
    [InlineData("r", "U")]
    [InlineData("rr", "UA")]
    [InlineData("go", "MM")]
    [InlineData("gogo", "MMMB")]
    [InlineData("gogg", "MMMM")]
    [InlineData("goggog", "MMMMMM")]
    [InlineData("goo", "MMB")]
    [InlineData("googg", "MMBBB")]
    [InlineData("googgg", "MMBBBM")]
    [InlineData("googog", "MMBBBB")]
    [InlineData("googrr", "MMBBBA")]
    [InlineData("goorrr", "MMBBBA")]
    [InlineData("gr", "MM")]
    [InlineData("grr", "MMA")]
    [InlineData("grgrgr", "MMMMMM")]
    [InlineData("grrgg", "MMAAA")]
    [InlineData("grrggg", "MMAAAM")]
    [InlineData("grrgrg", "MMAAAA")]
    [InlineData("grro", "MMAA")]
    [InlineData("grroo", "MMAAB")]
    [InlineData("gu", "MM")]
    [InlineData("guu", "MMU")]
    [InlineData("gug", "MMM")]
    [InlineData("gugugu", "MMMMMM")]
    [InlineData("goouo", "MMBBB")]
    [InlineData("goouug", "MMBBUM")]
    [InlineData("goouuoo", "MMBBUUB")]
    [InlineData("u", "U")]
    [InlineData("ug", "UM")]
    public void States_follow_the_intervals(string intervals, string states)
    {
        var plan = new Plan([Latency], null);
        var state = MonitorState.Start;
        var seen = "";
        for (var i = 0; i < intervals.Length; i++)
        {
            var now = At(i * Interval);
            var reading = intervals[i] switch
            {
                'g' => Reading.Of(0.3, now),
                'r' => Reading.Of(0.9, now),
                'o' => Reading.Of(1.5, now),
                _ => Reading.Unknown(UnknownReason.NoData),
            };
            var outcome = Pipeline.Judge(plan, state, Observe(reading, LoadReadings.Unknown(UnknownReason.NoData), 1), now);
            state = outcome.State;
            seen += outcome.Verdicts[0].State.ToString()[0];
        }

        Assert.Equal(states, seen);
    }

    [Theory]
    [InlineData(true, Indicator.TimeToFirstToken, 1, 0.79, "Good")]
    [InlineData(true, Indicator.TimeToFirstToken, 1, 0.8, "Risk")]
    [InlineData(true, Indicator.TimeToFirstToken, 1, 1, "Risk")]
    [InlineData(true, Indicator.TimeToFirstToken, 1, 1.0001, "Over")]
    [InlineData(true, Indicator.TimeToFirstToken, 1, 0, "Good")]
    [InlineData(false, Indicator.InFlight, 8, 7.9, "Over")]
    [InlineData(false, Indicator.InFlight, 8, 8, "Risk")]
    [InlineData(false, Indicator.InFlight, 8, 10, "Risk")]
    [InlineData(false, Indicator.InFlight, 8, 10.1, "Good")]
    [InlineData(false, Indicator.KvCacheUse, 0.5, 0.59, "Risk")]
    [InlineData(false, Indicator.KvCacheUse, 0.5, 0.61, "Good")]
    [InlineData(false, Indicator.KvCacheUse, 0.5, 0, "Over")]
    public void A_value_is_good_at_risk_or_over(bool below, Indicator indicator, double bound, double value, string level) =>
        Assert.Equal(level, Judge.LevelOf(new("o", indicator, bound, below, true), value).ToString());

    [Fact]
    public void The_same_sample_is_judged_once_however_often_it_is_looked_at()
    {
        var plan = new Plan([Latency], null);
        var state = Run(plan, MonitorState.Start, Reading.Of(0.3, At(0)), At(0)).State;
        for (var s = 15; s < 30; s++)
        {
            var outcome = Run(plan, state, Reading.Of(1.5, At(15)), At(s));
            state = outcome.State;
            Assert.Equal(ObjectiveState.Met, outcome.Verdicts[0].State);
        }

        Assert.Equal(ObjectiveState.Breached, Run(plan, state, Reading.Of(1.5, At(30)), At(30)).Verdicts[0].State);
    }

    [Fact]
    public void A_second_look_within_the_same_interval_does_not_make_an_unknown_interval_two()
    {
        var plan = new Plan([Latency], null);
        var state = Run(plan, MonitorState.Start, Reading.Of(0.3, At(0)), At(0)).State;
        var unknown = Reading.Unknown(UnknownReason.SourceUnreachable, "refused");
        var held = Run(plan, state, unknown, At(15));
        held = Run(plan, held.State, unknown, At(16));

        var verdict = held.Verdicts[0];
        Assert.Equal(ObjectiveState.Met, verdict.State);
        Assert.Equal(UnknownReason.SourceUnreachable, verdict.UnknownReason);
        Assert.Equal(At(0), verdict.Reading.SampleTime);
        Assert.Contains("held", verdict.Detail, StringComparison.Ordinal);

        verdict = Run(plan, held.State, unknown, At(30)).Verdicts[0];
        Assert.Equal((ObjectiveState.Unknown, UnknownReason.SourceUnreachable), (verdict.State, verdict.UnknownReason));
        Assert.Equal(At(30), verdict.Since);
    }

    [Theory]
    [InlineData(60, null)]
    [InlineData(61, UnknownReason.Stale)]
    [InlineData(-30, null)]
    [InlineData(-31, UnknownReason.ClockSkew)]
    public void A_sample_of_another_time_is_not_known(double age, UnknownReason? reason) =>
        Assert.Equal(reason, Run(new([Latency], null), MonitorState.Start, Reading.Of(0.3, At(0)), At(age)).Verdicts[0].UnknownReason);

    [Fact]
    public void A_missing_reading_is_collecting()
    {
        var observation = new Observation(new Dictionary<string, Reading>(), LoadReadings.Unknown(UnknownReason.NoData), new(1, 1));
        var verdict = Pipeline.Judge(new([Latency], null), MonitorState.Start, observation, At(0)).Verdicts[0];
        Assert.Equal((ObjectiveState.Unknown, UnknownReason.Collecting), (verdict.State, verdict.UnknownReason));
    }

    [Fact]
    public void Not_a_number_is_unknown_and_no_state()
    {
        var verdict = Run(new([Latency], null), MonitorState.Start, Reading.Of(double.NaN, At(0)), At(0)).Verdicts[0];
        Assert.Equal((ObjectiveState.Unknown, UnknownReason.InvalidValue), (verdict.State, verdict.UnknownReason));
    }

    [Fact]
    public void No_requests_are_no_bad_requests()
    {
        var verdict = Run(new([Latency], null), MonitorState.Start, Reading.Of(0, At(0)), At(0)).Verdicts[0];
        Assert.Equal(ObjectiveState.Met, verdict.State);
    }

    [Fact]
    public void A_changed_bound_starts_the_judgement_anew()
    {
        var state = Run(new([Latency], null), MonitorState.Start, Reading.Of(1.5, At(0)), At(0)).State;
        var loose = new Plan([Latency with { Bound = 1.2 }], null);
        Assert.Equal(ObjectiveState.Unknown, Run(loose, state, Reading.Of(1.5, At(15)), At(15)).Verdicts[0].State);
    }

    [Fact]
    public void A_clock_set_back_does_not_freeze_the_judgement()
    {
        var plan = new Plan([Latency], null);
        var state = Run(plan, MonitorState.Start, Reading.Of(0.3, At(3600)), At(3600)).State;
        state = Run(plan, state, Reading.Of(1.5, At(0)), At(0)).State;
        Assert.Equal(ObjectiveState.Breached, Run(plan, state, Reading.Of(1.5, At(15)), At(15)).Verdicts[0].State);
    }

    [Fact]
    public void The_state_remembers_since_when()
    {
        var plan = new Plan([Latency], null);
        var state = Run(plan, MonitorState.Start, Reading.Of(0.3, At(0)), At(0)).State;
        state = Run(plan, state, Reading.Of(0.3, At(15)), At(15)).State;
        Assert.Equal(At(0), Run(plan, state, Reading.Of(0.3, At(30)), At(30)).Verdicts[0].Since);
    }

    private static Outcome Run(Plan plan, MonitorState state, Reading latency, DateTimeOffset now) =>
        Pipeline.Judge(plan, state, Observe(latency, LoadReadings.Unknown(UnknownReason.NoData), 1), now);
}
