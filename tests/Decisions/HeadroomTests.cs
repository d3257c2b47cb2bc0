using ModelMonitor.Decisions;
using static ModelMonitor.Tests.Decisions.Make;

namespace ModelMonitor.Tests.Decisions;

/// <summary>One interval of 15 s, a lead of 150 s, one request a second as usual, 1 % of them allowed to be bad.</summary>
public class HeadroomTests
{
    private const double Allowed = 0.01;
    private const double Step = 15 / 150.0;

    private static readonly Objective P99 = Latency with { Quantile = 1 - Allowed };
    private static readonly double Day = Constants.DayTime.TotalSeconds;

    /// <summary>A day without a bad request: nothing was overspent.</summary>
    private static readonly HeadroomMemory Memory = HeadroomMemory.Start(P99, 2) with { At = At(-15), Total = Day };

    [Fact]
    public void What_is_aimed_at_leaves_the_headroom_where_it_is() =>
        Assert.Equal(2, Learn(Memory, Constants.Aim * Allowed).Value, 9);

    [Theory]
    [InlineData(0)]
    [InlineData(0.2)]
    [InlineData(1)]
    public void An_interval_moves_it_by_how_far_it_misses_the_aim(double share) =>
        Assert.Equal(2 * Math.Exp(Constants.FirstHeadroomGain * Step * (share - (Constants.Aim * Allowed))), Learn(Memory, share).Value, 9);

    [Fact]
    public void A_miss_that_lasts_for_a_whole_start_raises_it_by_the_gain_however_long_a_start_takes()
    {
        foreach (var lead in new[] { 90, 150, 330 })
        {
            var memory = Memory;
            for (var t = 0; t < lead; t += 15) memory = Learn(memory, 1, lead: lead, seconds: t);
            Assert.InRange(Math.Log(memory.Value / 2) / Constants.FirstHeadroomGain, 0.98, 1);
        }
    }

    [Theory]
    [InlineData(0.5, 0.5)]
    [InlineData(2, 2)]
    [InlineData(2 * Constants.HeaviestInterval, Constants.HeaviestInterval)]
    public void The_budget_is_counted_in_events_so_busy_intervals_weigh_more(double total, double weight) =>
        Assert.Equal(2 * Math.Exp(Constants.FirstHeadroomGain * Step * weight * (1 - (Constants.Aim * Allowed))), Learn(Memory, 1, total).Value, 9);

    [Fact]
    public void What_was_overspent_is_aimed_to_be_won_back()
    {
        // 1.25 % of a day were bad: a quarter too many. The interval itself adds 15 s of 0.5 %.
        var keep = 1 - (15 / Constants.DebtTime.TotalSeconds);
        var overspent = (((0.0125 * Day * keep) + (0.005 * 15)) / ((Day * keep) + 15) / Allowed) - 1;
        Assert.InRange(overspent, 0.24, 0.25);
        var value = Learn(Memory with { Bad = 0.0125 * Day }, 0.005).Value;
        Assert.Equal(2 * Math.Exp(Constants.FirstHeadroomGain * Step * (0.005 - ((Constants.Aim - overspent) * Allowed))), value, 9);
    }

    [Fact]
    public void However_much_was_overspent_there_is_a_least_aim() =>
        Assert.Equal(2, Learn(Memory with { Bad = Day }, Constants.LowestAim * Allowed).Value, 9);

    [Fact]
    public void Overspending_counts_only_as_far_as_a_day_is_known()
    {
        // Of a quarter of a day everything was bad: known is a quarter, and a hundred times too many is more than any aim.
        var quarter = Memory with { Total = (Day / 4) - 15, Bad = 0.011 * Day / 4 };
        var aimed = Constants.Aim - (0.25 * 0.1);
        Assert.Equal(2 * Math.Exp(-Constants.FirstHeadroomGain * Step * aimed * Allowed), Learn(quarter, 0).Value, 6);
    }

    [Theory]
    [InlineData(0.5, Constants.FirstHeadroomGain)]
    [InlineData(2, Constants.FirstHeadroomGain / 2)]
    [InlineData(100, Constants.HeadroomGain)]
    public void The_gain_falls_with_the_days(double days, double gain)
    {
        var value = Learn(Memory with { Learned = (days * Day) - 15 }, 1).Value;
        Assert.Equal(Math.Max(gain, Constants.HeadroomGain), Math.Log(value / 2) / Step / (1 - (Constants.Aim * Allowed)), 9);
    }

    [Fact]
    public void It_has_bounds()
    {
        Assert.Equal(Constants.HighestHeadroom, Learn(Memory with { Value = Constants.HighestHeadroom }, 1).Value);
        Assert.Equal(Constants.LowestHeadroom, Learn(Memory with { Value = Constants.LowestHeadroom }, 0).Value);
    }

    [Fact]
    public void Where_less_than_the_bound_would_do_the_capacity_model_is_corrected()
    {
        var memory = Learn(Memory with { Value = Constants.LowestHeadroom, Lately = 0 }, 0);
        Assert.Equal(Math.Exp(Constants.FirstHeadroomGain * Step * Constants.Aim * Allowed), memory.Correction, 9);
        Assert.Equal(1, Learn(Memory with { Value = Constants.LowestHeadroom, Lately = Allowed }, 0).Correction);
        Assert.Equal(1, Learn(Memory with { Value = 1.2, Lately = 0 }, 0).Correction);
        var most = Memory with { Value = Constants.LowestHeadroom, Lately = 0, Correction = Constants.MaxRatio };
        Assert.Equal(Constants.MaxRatio, Learn(most, 0).Correction);
    }

    [Fact]
    public void What_cannot_be_judged_moves_nothing()
    {
        var unknown = new Judged(P99, new(FirstToken, ObjectiveState.Met, Reading.Of(0.3, At(0)), UnknownReason.NoData, "", T0));
        Assert.Equal(Memory with { Misses = 0 }, Headroom.Learn(Memory with { Misses = 0.5 }, unknown, new(0, 1), Measured()));
        Assert.Equal(2, Headroom.Learn(Memory, Now(3), new(0, 0), Measured()).Value);
    }

    [Fact]
    public void A_sample_counts_once_and_a_gap_no_more_than_a_window()
    {
        var once = Learn(Memory, 1);
        Assert.Equal(once, Learn(once, 1));
        var gap = Learn(Memory with { At = At(-7200) }, 1).Value;
        Assert.Equal(2 * Math.Exp(Constants.FirstHeadroomGain * Constants.Window.TotalSeconds / 150 * (1 - (Constants.Aim * Allowed))), gap, 9);
    }

    [Fact]
    public void While_frozen_misses_are_seen_and_nothing_is_learned()
    {
        var memory = Learn(Memory, 1, frozen: true);
        Assert.Equal((2, 1, 0), (memory.Value, memory.Misses, memory.Learned));
    }

    [Fact]
    public void Misses_that_more_pods_cannot_help_teach_nothing()
    {
        var breached = Memory with { PodRate = 10 };
        Assert.Equal(2, Slow(breached, planned: 4.9).Value);
        Assert.True(Slow(breached, planned: 5).Value > 2);
        Assert.True(Slow(breached, planned: 4.9, isStep: true).Value > 2);
        Assert.True(Slow(breached, planned: 4.9, waiting: 1).Value > 2);
        Assert.True(Slow(breached, planned: 4.9, state: ObjectiveState.AtRisk).Value > 2);
        Assert.Equal(2, Slow(breached with { Correction = 1.1 }, planned: 5.4).Value);
        Assert.True(Slow(breached with { PodRate = null }, planned: 4.9).Value > 2);
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(0.9, 0)]
    [InlineData(0.3, 0)]
    public void What_is_not_counted_in_requests_counts_as_one_event_an_interval(double value, double share) => Assert.Equal(
        2 * Math.Exp(Constants.FirstHeadroomGain * Step * (share - (Constants.Aim * Allowed))),
        Headroom.Learn(Memory, Now(value), null, Measured()).Value, 9);

    [Fact]
    public void Restless_hours_plan_with_more_and_quiet_ones_with_less()
    {
        Assert.Equal(2, Headroom.Planned(Memory, 1), 9);
        Assert.Equal(Math.Pow(2, Math.Pow(1.5, Constants.VolatilityPower)), Headroom.Planned(Memory, 1.5), 9);
        Assert.Equal(Math.Pow(2, Math.Pow(0.5, Constants.VolatilityPower)), Headroom.Planned(Memory, 0.5), 9);
        Assert.Equal(1, Headroom.Planned(Memory with { Value = 1 }, 2), 9);
    }

    [Fact]
    public void Misses_of_now_announce_more_of_them()
    {
        Assert.Equal(2 * Math.Exp(Constants.MissGain * 0.49), Headroom.Planned(Memory with { Misses = 0.5 }, 1), 9);
        Assert.Equal(2, Headroom.Planned(Memory with { Misses = Allowed / 2 }, 1), 9);
        Assert.Equal(0.25, Learn(Memory, 0.5, total: 0.5).Misses, 9);
    }

    [Fact]
    public void Numbers_that_no_counter_gives_leave_a_number()
    {
        var setBack = Learn(Memory with { At = At(3600), Total = 0 }, 1);
        Assert.Equal((2, At(0)), (setBack.Value, setBack.At));
        var first = Headroom.Learn(Memory, Now(3), new(0, 1e9), Measured(history: Constant(8, completed: 0)));
        Assert.True(double.IsFinite(first.Value) && double.IsFinite(Learn(first, 1, seconds: 15).Value));
        Assert.Equal(2, Headroom.Learn(Memory, Now(3), new(double.NaN, double.PositiveInfinity), Measured()).Value);
    }

    /// <summary>The promise of integral control: whatever a pod really carries, the objective's share is what comes out.</summary>
    [Theory]
    [InlineData(0.7)]
    [InlineData(1)]
    [InlineData(1.3)]
    public void In_the_long_run_the_bad_share_is_the_one_aimed_at_however_wrong_the_capacity_is(double error)
    {
        var (memory, bad, events) = (HeadroomMemory.Start(P99, Constants.StartHeadroom), 0.0, 0);
        for (var t = 0; t < 16 * Day; t += 15)
        {
            // Misses fall steeply with what is really there; a wave of a day makes the same headroom too much or too little.
            var capacity = memory.Value / memory.Correction * error * (1 + (0.1 * Math.Sin(2 * Math.PI * t / Day)));
            var share = Math.Min(1, Math.Exp(-12 * (capacity - 0.8)));
            memory = Learn(memory, share, seconds: t);
            if (t >= 8 * Day) (bad, events) = (bad + share, events + 1);
        }

        Assert.InRange(bad / events / Allowed, Constants.Aim - 0.03, Constants.Aim + 0.03);
    }

    private static Judged Now(double value, ObjectiveState state = ObjectiveState.Met, double seconds = 0) =>
        new(P99, new(FirstToken, state, Reading.Of(value, At(seconds)), null, "", T0));

    private static HeadroomMemory Learn(HeadroomMemory memory, double share, double total = 1, double lead = 150, double seconds = 0, bool frozen = false) =>
        Headroom.Learn(memory, Now(0.3, seconds: seconds), new(total * (1 - share), total), Measured(lead: Seconds(lead), frozen: frozen));

    private static HeadroomMemory Slow(
        HeadroomMemory memory, double planned, bool isStep = false, double waiting = 0, ObjectiveState state = ObjectiveState.Breached) =>
        Headroom.Learn(memory, Now(3, state), new(0, 1), Measured(Constant(8, waiting), new Demand(planned, planned, isStep, false, 1)) with { IsNewLoad = false });
}
