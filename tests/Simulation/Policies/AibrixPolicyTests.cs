using ModelMonitor.Simulation;

namespace ModelMonitor.Tests.Simulation;

public sealed class AibrixPolicyTests
{
    [Theory]
    [InlineData(110, 10)] // not above 1.1
    [InlineData(115, 12)] // 10 * 1.15, rounded up
    [InlineData(250, 20)] // at most double
    public void Growth_follows_the_ratio_above_its_tolerance(double inFlight, int expected) =>
        Assert.Equal(expected, Start(10).Step(seen => seen.Running = inFlight));

    [Theory]
    [InlineData(90, 10)] // not below 0.9
    [InlineData(85, 9)]
    [InlineData(20, 5)] // at most half
    public void Shrinking_follows_the_ratio_below_its_tolerance(double inFlight, int expected) =>
        Assert.Equal(expected, Start(10).Step(seen => seen.Running = inFlight));

    [Fact]
    public void Use_is_a_mean_of_60_s()
    {
        var play = Start(10);
        play.Steps(5, seen => seen.Running = 100);
        Assert.Equal(12, play.Step(seen => seen.Running = 190)); // 11.5 per pod
    }

    [Fact]
    public void Shrinking_waits_until_no_higher_recommendation_is_younger_than_300_s()
    {
        var play = Start(10);
        play.Step(seen => seen.Running = 100); // recommends 10 at 0 s, and the mean of 60 s does so at 10 s: 92
        Assert.Equal(10, play.Until(310, seen => seen.Running = 84));
        Assert.Equal(9, play.Step(seen => seen.Running = 84));
    }

    [Fact]
    public void Starting_pods_count_as_idle_for_growth_and_as_on_target_for_shrinking()
    {
        // 16 ordered, 8 ready at 20: 160 over 10 asks for what is ordered; 240 for 24.
        Assert.Equal(16, Start(16).Step(seen => (seen.Running, seen.Ready) = (160, 8)));
        Assert.Equal(24, Start(16).Step(seen => (seen.Running, seen.Ready) = (240, 8)));
        Assert.Equal(12, Start(16).Step(seen => (seen.Running, seen.Ready) = (40, 8))); // 4 for the load and 8 that start
    }

    [Fact]
    public void Without_data_nothing_changes()
    {
        Assert.Equal(10, Start(10).Step(seen => (seen.IsKnown, seen.Running) = (false, 200)));
        Assert.Equal(10, Start(10).Step(seen => (seen.Coverage, seen.Running) = (0, 0)));
        var play = Start(10);
        play.Step(seen => seen.Running = 100);
        play.Until(60, seen => (seen.Running, seen.ScrapedAt) = (20, TimeSpan.Zero));
        Assert.Equal(10, play.Step(seen => (seen.Running, seen.ScrapedAt) = (20, TimeSpan.Zero)));
    }

    [Fact]
    public void The_name_shows_the_knob() => Assert.Equal("AIBrix APA 12", new AibrixPolicy(12).Name);

    private static Play Start(int replicas) => new(new AibrixPolicy(10), replicas);
}
