using ModelMonitor.Simulation;

namespace ModelMonitor.Tests.Simulation;

public sealed class HpaPolicyTests
{
    [Theory]
    [InlineData(110, 10)] // 11 per pod over 10 is within the tolerance of 10 %
    [InlineData(111, 12)] // 1.11 * 10, rounded up
    [InlineData(90, 10)]
    [InlineData(150, 15)]
    public void Replicas_follow_the_ratio_beyond_a_tolerance_of_a_tenth(double inFlight, int expected) =>
        Assert.Equal(expected, InFlight(10, replicas: 10).Step(seen => (seen.Running, seen.Waiting) = (inFlight - 3, 3)));

    [Theory]
    [InlineData(2, 6)] // 4 pods are more than 100 %
    [InlineData(10, 20)]
    public void Growth_in_15_s_is_the_larger_of_double_and_four_pods(int replicas, int expected) =>
        Assert.Equal(expected, InFlight(10, replicas).Step(seen => seen.Running = 10_000));

    [Fact]
    public void Shrinking_waits_until_no_higher_recommendation_is_younger_than_300_s()
    {
        var play = InFlight(10, replicas: 10);
        play.Step(seen => seen.Running = 100); // at 0 s: 10
        play.Step(seen => seen.Running = 80); // at 15 s: 8
        Assert.Equal(10, play.Until(315, seen => seen.Running = 50)); // at 300 s the first one is not older than 300 s
        Assert.Equal(8, play.Step(seen => seen.Running = 50)); // 315 s
        Assert.Equal(5, play.Step(seen => seen.Running = 50));
    }

    [Fact]
    public void A_new_autoscaler_keeps_the_replicas_it_found_for_a_window() =>
        Assert.Equal(10, InFlight(10, replicas: 10).Until(315, seen => seen.Running = 20));

    [Fact]
    public void An_unknown_metric_holds_and_ages_the_recommendations()
    {
        var play = InFlight(10, replicas: 10);
        play.Step(seen => seen.Running = 100);
        Assert.All(play.Steps(30, seen => seen.IsKnown = false), replicas => Assert.Equal(10, replicas));
        Assert.Equal(3, play.Step(seen => seen.Running = 30));
    }

    [Fact]
    public void Without_a_pod_that_reports_nothing_changes() =>
        Assert.Equal(10, InFlight(10, replicas: 10).Step(seen => (seen.Running, seen.Coverage) = (0, 0)));

    [Fact]
    public void Starting_pods_count_as_idle_when_the_others_ask_for_growth()
    {
        // 8 ready pods at 20 over 10 ask for 16; 16 are ordered: with the starting ones at 0 the mean is on target.
        Assert.Equal(16, InFlight(10, replicas: 16).Step(seen => Starting(seen, ready: 8, inFlight: 160)));
        Assert.Equal(20, InFlight(10, replicas: 16).Step(seen => Starting(seen, ready: 8, inFlight: 200)));
    }

    [Fact]
    public void Assumptions_that_turn_the_direction_change_nothing()
    {
        // 12 per ready pod ask for growth; 96 over all 12 pods would ask for 10.
        Assert.Equal(12, InFlight(10, replicas: 12).Until(600, seen => Starting(seen, ready: 8, inFlight: 96)));
        // Half of 10 pods report 60: 1.2 of the target, and 0.6 with the others idle.
        Assert.Equal(10, InFlight(10, replicas: 10).Until(600, seen => (seen.Running, seen.Coverage) = (60, 0.5)));
        // 12 per ready pod ask for growth to 10, which are fewer than are set but not created yet.
        Assert.Equal(20, InFlight(10, replicas: 20).Until(600, seen => (seen.Running, seen.Ready) = (96, 8)));
    }

    [Fact]
    public void Starting_pods_count_as_on_target_when_the_others_ask_to_shrink()
    {
        var play = InFlight(10, replicas: 12);
        play.Until(315, seen => Starting(seen, ready: 8, inFlight: 32));
        Assert.Equal(8, play.Step(seen => Starting(seen, ready: 8, inFlight: 32))); // 32 + 4 * 10 over 10, rounded up
    }

    [Fact]
    public void Ready_pods_that_the_scrape_misses_count_as_starting_ones()
    {
        Assert.Equal(13, InFlight(10, replicas: 10).Step(seen => (seen.Running, seen.Coverage) = (130, 0.5)));
        var play = InFlight(10, replicas: 10);
        play.Until(315, seen => (seen.Running, seen.Coverage) = (20, 0.5));
        Assert.Equal(7, play.Step(seen => (seen.Running, seen.Coverage) = (20, 0.5))); // 20 + 5 * 10 over 10
    }

    [Fact]
    public void The_mean_of_in_flight_is_of_60_s()
    {
        var play = new Play(new HpaPolicy(HpaSignal.InFlightMean, 10), 10);
        play.Steps(3, seen => seen.Running = 100);
        Assert.Equal(12, play.Step(seen => seen.Running = 180)); // (100 + 100 + 100 + 180) / 4
        Assert.Equal(14, play.Step(seen => seen.Running = 180)); // (100 + 100 + 180 + 180) / 4
    }

    [Fact]
    public void A_mean_whose_last_scrape_is_a_minute_old_is_unknown()
    {
        var play = new Play(new HpaPolicy(HpaSignal.InFlightMean, 10), 10);
        play.Step(seen => seen.Running = 150);
        Assert.Equal(15, play.Replicas);
        play.Until(60, seen => (seen.Running, seen.ScrapedAt, seen.Ready) = (300, TimeSpan.Zero, 15));
        // The same scrape seen again adds nothing to the mean of 150; at 60 s it has left the window.
        Assert.Equal(15, play.Replicas);
        Assert.Equal(15, play.Step(seen => (seen.ScrapedAt, seen.Ready) = (TimeSpan.Zero, 5)));
    }

    [Fact]
    public void Gpu_use_is_a_mean_over_pods()
    {
        Assert.Equal(16, new Play(new HpaPolicy(HpaSignal.GpuUse, 0.5), 10).Step(seen => seen.GpuUse = 0.8));
        Assert.Equal(10, new Play(new HpaPolicy(HpaSignal.GpuUse, 0.8), 10).Step(seen => seen.GpuUse = 0.85));
    }

    [Fact]
    public void Arrivals_are_shared_by_all_replicas_whether_they_are_ready_or_not()
    {
        Assert.Equal(13, Arrivals(2, replicas: 10).Step(seen => seen.Arrived = 25)); // 25 / 2, rounded up
        Assert.Equal(13, Arrivals(2, replicas: 13).Step(seen => (seen.Arrived, seen.Ready) = (25, 4)));
        Assert.Equal(10, Arrivals(2, replicas: 10).Step(seen => seen.Arrived = 22));
    }

    [Fact]
    public void The_last_digit_of_a_division_asks_for_no_pod() =>
        Assert.Equal(3, Arrivals(0.1, replicas: 2).Step(seen => seen.Arrived = 0.1 + 0.2));

    [Theory]
    [InlineData(HpaSignal.InFlight, 12, "HPA in flight 12")]
    [InlineData(HpaSignal.InFlightMean, 12, "HPA in flight 60s 12")]
    [InlineData(HpaSignal.GpuUse, 0.8, "HPA GPU 0.8")]
    [InlineData(HpaSignal.Arrivals, 2.6, "HPA rps 2.6")]
    public void The_name_shows_the_knob(HpaSignal signal, double target, string name) =>
        Assert.Equal(name, new HpaPolicy(signal, target).Name);

    private static Play InFlight(double target, int replicas) => new(new HpaPolicy(HpaSignal.InFlight, target), replicas);

    private static Play Arrivals(double target, int replicas) => new(new HpaPolicy(HpaSignal.Arrivals, target), replicas);

    private static void Starting(SeenMetrics seen, int ready, double inFlight)
    {
        seen.Ready = ready;
        seen.Running = inFlight;
        seen.StartingSince = [.. Enumerable.Repeat(TimeSpan.Zero, seen.Current - ready)];
    }
}
