using ModelMonitor.Simulation;

namespace ModelMonitor.Tests.Simulation;

public sealed class KnativePolicyTests
{
    // 70 % of the target of 10 is 7 per pod. Panic ends a minute after the start, at the first look later than that: 62 s.
    private const int Calm = 62;

    [Fact]
    public void Replicas_are_for_70_percent_of_the_target()
    {
        var play = Start(10);
        play.Until(Calm, seen => seen.Running = 70);
        Assert.Equal(10, play.Step(seen => seen.Running = 70));
        play.Until(Calm + 60, seen => seen.Running = 50);
        Assert.Equal(8, play.Step(seen => seen.Running = 50)); // 50 / 7, rounded up
    }

    [Fact]
    public void The_stable_window_is_a_mean_of_60_s()
    {
        var play = Start(10);
        play.Until(Calm, seen => seen.Running = 70);
        // After n of 30 looks at 105: 10 + n / 6 pods.
        var replicas = play.Steps(30, seen => (seen.Running, seen.Ready) = (105, 10));
        Assert.Equal(11, replicas[0]);
        Assert.Equal(11, replicas[5]);
        Assert.Equal(12, replicas[6]);
        Assert.Equal(15, replicas[29]);
    }

    [Fact]
    public void Panic_grows_for_the_short_window_and_does_not_shrink_until_a_minute_after_its_last_cause()
    {
        var play = Start(10);
        play.Until(Calm, seen => seen.Running = 70);
        // The mean of 6 s is (70 + 70 + 280) / 3 = 140: 20 pods, twice the ready ones. Then 210 and 280.
        Assert.Equal([20, 30, 40], play.Steps(3, seen => (seen.Running, seen.Ready) = (280, 10)));

        Assert.Equal(40, play.Until(Calm + 4 + 62, seen => seen.Running = 70));
        Assert.Equal(20, play.Step(seen => seen.Running = 70)); // at half a step
        Assert.Equal(10, play.Step(seen => seen.Running = 70));
    }

    [Fact]
    public void Just_below_twice_the_ready_pods_is_no_panic()
    {
        var play = Start(10);
        play.Until(Calm, seen => seen.Running = 70);
        // Mean of 6 s 133: 19 pods. Mean of 60 s (29 * 70 + 259) / 30 = 76.3: 11 pods.
        Assert.Equal(11, play.Step(seen => (seen.Running, seen.Ready) = (259, 10)));
    }

    [Fact]
    public void Growth_is_at_most_a_thousandfold() => Assert.Equal(1000, Start(1).Step(seen => seen.Waiting = 8000));

    [Fact]
    public void A_part_of_the_pods_speaks_for_all() => Assert.Equal(20, Start(10).Step(seen => (seen.Running, seen.Coverage) = (70, 0.5)));

    [Fact]
    public void Without_data_nothing_changes()
    {
        var play = Start(1);
        play.Until(4, seen => seen.Running = 35);
        Assert.Equal(5, play.Replicas);
        Assert.Equal(5, play.Step(seen => seen.IsKnown = false));
        Assert.Equal(5, play.Until(62, seen => (seen.Running, seen.ScrapedAt) = (700, TimeSpan.FromSeconds(2))));
        // The last scrape is 60 s old: no decision, where the mean of 35 over 12 ready pods would have asked for 6.
        Assert.Equal(5, play.Step(seen => (seen.Running, seen.ScrapedAt, seen.Ready) = (700, TimeSpan.FromSeconds(2), 12)));
    }

    [Fact]
    public void A_controller_that_starts_beside_ready_pods_does_not_shrink_for_a_minute()
    {
        var play = Start(10);
        Assert.Equal(10, play.Until(Calm, seen => seen.Running = 14));
        Assert.Equal(5, play.Step(seen => seen.Running = 14)); // then to half at most: 14 / 7 would be 2
    }

    [Fact]
    public void The_name_shows_the_knob() => Assert.Equal("KPA 10", new KnativePolicy(10).Name);

    private static Play Start(int replicas) => new(new KnativePolicy(10), replicas);
}
