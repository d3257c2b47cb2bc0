using System.Collections.Immutable;
using ModelMonitor.Decisions;
using static ModelMonitor.Tests.Decisions.Make;

namespace ModelMonitor.Tests.Decisions;

public class DemandTests
{
    private static readonly TimeSpan Lead = Seconds(120);

    [Fact]
    public void A_steady_load_arrives_as_fast_as_it_is_done() =>
        Assert.Equal(new Demand(5, 5, false, false, 1), Estimate(Constant(10, completed: 5)));

    [Fact]
    public void A_growing_queue_adds_the_arrivals_that_nobody_serves() =>
        Assert.Equal(10, Estimate([Sample(0, 10, 0, 5), Sample(15, 10, 75, 5), Sample(30, 10, 150, 5)]).Rate, 9);

    [Fact]
    public void A_backlog_that_is_worked_off_is_no_demand_of_its_own() =>
        Assert.Equal(1, Estimate([Sample(0, 10, 210, 5), Sample(15, 10, 150, 5), Sample(30, 10, 90, 5)]).Rate, 9);

    [Fact]
    public void Pods_that_took_their_requests_with_them_make_no_negative_demand() =>
        Assert.Equal(new Demand(0, 0, false, false, 1), Estimate([Sample(0, 500, 0, 5), Sample(30, 10, 0, 5)]));

    [Fact]
    public void Jitter_reverts_to_its_mean_in_both_directions()
    {
        var memory = DemandMemory.Nothing with { At = At(60), Mean = 10 };
        Assert.Equal(20 - (10 * Constants.MeanWeight), Estimate(Constant(10, completed: 20), memory).Planned, 9);
        Assert.Equal(4 + (6 * Constants.MeanWeight), Estimate(Constant(10, completed: 4), memory).Planned, 9);
    }

    /// <summary>4 a second are done; in the last interval 300 pile up: 9 a second over the window, 24 in the newest interval.</summary>
    private static readonly ImmutableArray<LoadSample> Jump =
        [Sample(0, 8, 0, 4), Sample(15, 8, 0, 4), Sample(30, 8, 0, 4), Sample(45, 8, 0, 4), Sample(60, 8, 300, 4)];

    [Theory]
    [InlineData(0.99, true, 24)]
    [InlineData(1.01, false, 9)]
    public void A_step_is_what_stands_far_enough_out_of_the_usual_scatter(double dispersion, bool isStep, double planned)
    {
        // 24 - 9 = 15 above the window's rate, in units of sqrt(dispersion · 9).
        var threshold = Math.Pow(15 / Constants.StepSigmas, 2) / 9;
        var demand = Estimate(Jump, DemandMemory.Nothing with { At = At(60), Mean = 9, Dispersion = threshold * dispersion });
        Assert.Equal((isStep, planned), (demand.IsStep, Math.Round(demand.Planned, 9)));
    }

    [Fact]
    public void A_queue_that_was_just_worked_off_is_no_step()
    {
        // 600 were worked off at 20 a second until 15 s ago: 30 - 10 = 20 a second over the window, and 30 in the newest interval.
        ImmutableArray<LoadSample> done = [Sample(0, 8, 600, 30), Sample(15, 8, 300, 30), Sample(30, 8, 150, 30), Sample(45, 8, 0, 30), Sample(60, 8, 0, 30)];
        var calm = Math.Pow(5 / Constants.StepSigmas, 2) / 20;
        var demand = Estimate(done, DemandMemory.Nothing with { At = At(60), Mean = 20, Dispersion = calm });
        Assert.Equal((20, false), (demand.Rate, demand.IsStep));
    }

    [Fact]
    public void A_step_down_is_none()
    {
        var fall = Jump.SetItem(4, Sample(60, 0, 0, 4)).SetItem(0, Sample(0, 308, 0, 4)).SetItem(3, Sample(45, 308, 0, 4));
        Assert.False(Estimate(fall, DemandMemory.Nothing with { At = At(60), Mean = 9, Dispersion = 0.1 }).IsStep);
    }

    [Fact]
    public void A_step_never_plans_for_less_than_the_mean_asks_for()
    {
        var demand = Estimate(Jump, DemandMemory.Nothing with { At = At(60), Mean = 1000, Dispersion = 0.1 });
        Assert.True(demand.IsStep);
        Assert.Equal((9 * (1 - Constants.MeanWeight)) + (1000 * Constants.MeanWeight), demand.Planned, 9);
    }

    [Fact]
    public void Zero_needs_every_part_to_be_zero()
    {
        Assert.True(Estimate([Sample(0, 0, 0, 0)]).IsZero);
        Assert.False(Estimate([Sample(0, 0, 0, 0.2)]).IsZero);
        Assert.False(Estimate([Sample(0, 0, 1, 0)]).IsZero);
        Assert.False(Estimate([Sample(0, 1, 0, 0)]).IsZero);
    }

    [Fact]
    public void A_sample_teaches_once()
    {
        var (memory, demand) = Demand.Estimate(DemandMemory.Nothing, Jump, Lead);
        var (again, same) = Demand.Estimate(memory, Jump, Lead);
        Assert.Equal(memory, again);
        Assert.Equal(demand.Rate, same.Rate);
    }

    [Fact]
    public void Means_follow_within_their_times()
    {
        var before = DemandMemory.Nothing with { At = At(0), Mean = 10, Daily = 10 };
        var (memory, _) = Demand.Estimate(before, [Sample(15, 10, completed: 20)], Lead);
        Assert.Equal(10 + (10 * 15 / Constants.MeanTime.TotalSeconds), memory.Mean, 9);
        Assert.Equal(10 + (10 * 15 / Constants.DayTime.TotalSeconds), memory.Daily, 9);
    }

    [Fact]
    public void The_first_sample_after_a_gap_teaches_no_more_than_a_window_does()
    {
        var before = DemandMemory.Nothing with { At = At(0), Mean = 10 };
        var (memory, _) = Demand.Estimate(before, [Sample(7200, 10, completed: 20)], Lead);
        Assert.Equal(10 + (10 * Constants.Window / Constants.MeanTime), memory.Mean, 9);
    }

    [Theory]
    [InlineData(150, 25 / 9.0)]
    [InlineData(3000, 9)]
    public void Scatter_is_measured_and_one_jump_is_at_most_nine_times_the_usual(double piled, double surprise)
    {
        // 150 more in 15 s of 30: 4 + 5 = 9 a second over the window, 4 + 10 = 14 in the newest interval, (14 - 9)² / 9.
        var before = DemandMemory.Nothing with { At = At(15), Mean = 9 };
        var (memory, _) = Demand.Estimate(before, [Sample(0, 8, 0, 4), Sample(15, 8, 0, 4), Sample(30, 8, piled, 4)], Lead);
        Assert.Equal(1 + ((surprise - 1) * 15 / Constants.VolatilityTime.TotalSeconds), memory.Dispersion, 9);
    }

    [Fact]
    public void The_smoothest_traffic_keeps_a_little_scatter()
    {
        var memory = DemandMemory.Nothing;
        for (var i = 0; i < 10_000; i++) (memory, _) = Demand.Estimate(memory, [Sample(i * 15, 8, completed: 4)], Lead);
        Assert.Equal(0.1, memory.Dispersion);
    }

    [Fact]
    public void Volatility_compares_the_growth_over_a_lead_of_the_last_hour_with_that_of_a_day()
    {
        // 5 a second for one lead, then 10: the logarithm of two, and nothing after that.
        var (memory, volatility) = (DemandMemory.Nothing, 0.0);
        for (var t = 0; t <= 240; t += 15) (memory, volatility) = Feed(memory, t, t < 120 ? 5 : 10);
        Assert.Equal((Math.Log(2), Math.Log(2), 1), (memory.Growth, memory.UsualGrowth, volatility));

        for (var t = 255; t < 255 + (15 * 40); t += 15) (memory, volatility) = Feed(memory, t, 10);
        var (hour, day) = (1 - (15 / Constants.VolatilityTime.TotalSeconds), 1 - (15 / Constants.DayTime.TotalSeconds));
        Assert.Equal(Math.Pow(hour / day, 40), volatility, 9);
    }

    [Theory]
    [InlineData(5, 1, 2)]
    [InlineData(1, 5, 0.5)]
    [InlineData(1.5, 1, 1.5)]
    [InlineData(1, 0, 1)]
    public void Volatility_has_bounds_and_is_one_until_it_is_known(double growth, double usual, double volatility) =>
        Assert.Equal(volatility, Estimate(Constant(8), DemandMemory.Nothing with { At = At(60), Growth = growth, UsualGrowth = usual }).Volatility);

    private static (DemandMemory, double) Feed(DemandMemory memory, double seconds, double completed)
    {
        var (next, demand) = Demand.Estimate(memory, [Sample(seconds, 8, completed: completed)], Lead);
        return (next, demand.Volatility);
    }

    private static Demand Estimate(ImmutableArray<LoadSample> history, DemandMemory? memory = null) =>
        Demand.Estimate(memory ?? DemandMemory.Nothing, history, Lead).Demand;
}
