using ModelMonitor.Simulation;

namespace ModelMonitor.Tests.Simulation;

public sealed class LlmdSaturationPolicyTests
{
    [Theory]
    [InlineData(0.85, 0, 11)] // saturated
    [InlineData(0.71, 0, 11)] // spare 0.09 of the cache
    [InlineData(0.69, 0, 10)] // enough now, but 0.69 * 10 / 9 = 0.77 leaves too little
    [InlineData(0.5, 6, 11)]
    [InlineData(0.5, 2.1, 11)] // spare 2.9 of the queue
    [InlineData(0.5, 1.9, 10)] // 1.9 * 10 / 9 = 2.1 leaves too little
    [InlineData(0.6, 1.7, 9)] // 0.67 and 1.9 after one pod fewer
    public void One_pod_more_without_spare_and_one_fewer_if_spare_remains(double cache, double waitingPerPod, int expected) =>
        Assert.Equal(expected, Start(10).Step(seen => (seen.CacheUse, seen.Waiting) = (cache, waitingPerPod * 10)));

    [Fact]
    public void Nothing_changes_while_pods_are_pending() =>
        Assert.Equal(12, Start(12).Step(seen => (seen.CacheUse, seen.Ready) = (0.9, 10)));

    [Fact]
    public void The_last_pod_stays() => Assert.Equal(1, Start(1).Step(seen => seen.CacheUse = 0));

    [Fact]
    public void It_decides_once_a_minute_on_the_peak_of_that_minute()
    {
        var policy = new LlmdSaturationPolicy();
        int At(int second, double cache) => policy.Decide(Seen(second, cache), TimeSpan.FromSeconds(second));
        Assert.Equal([9, 10, 10, 10], [At(10, 0.1), At(25, 0.9), At(40, 0.1), At(69, 0.1)]);
        Assert.Equal(11, At(70, 0.1)); // for the 0.9 at 25 s
        Assert.Equal(9, At(130, 0.1));
    }

    [Fact]
    public void Without_data_nothing_changes()
    {
        Assert.Equal(10, Start(10).Step(seen => (seen.IsKnown, seen.CacheUse) = (false, 0.9)));
        var policy = new LlmdSaturationPolicy();
        Assert.Equal(10, policy.Decide(Seen(second: 10, cache: 0.9), TimeSpan.FromSeconds(70)));
    }

    [Fact]
    public void The_name_shows_the_knobs() => Assert.Equal("llm-d saturation 0.8, queue 5", new LlmdSaturationPolicy().Name);

    private static SeenMetrics Seen(int second, double cache) =>
        new() { IsKnown = true, ScrapedAt = TimeSpan.FromSeconds(second), Current = 10, Ready = 10, CacheUse = cache };

    private static Play Start(int replicas) => new(new LlmdSaturationPolicy(), replicas);
}
