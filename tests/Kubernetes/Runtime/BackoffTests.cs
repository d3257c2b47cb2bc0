using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Kubernetes.Runtime;

public sealed class BackoffTests
{
    [Fact]
    public void Delays_are_drawn_evenly_from_nothing_to_the_edge()
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));
        Assert.Equal(TimeSpan.Zero, backoff.Delay(3, new FixedRandom(0)));
        Assert.Equal(TimeSpan.FromSeconds(2), backoff.Delay(3, new FixedRandom(0.5)));
        Assert.Equal(TimeSpan.FromSeconds(4), backoff.Ceiling(3));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(64)]
    [InlineData(int.MaxValue)]
    public void However_many_failures_the_cap_holds(int failures) =>
        Assert.Equal(TimeSpan.FromSeconds(10), new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10)).Ceiling(failures));

    [Fact]
    public void No_failure_is_no_reason_to_wait() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Backoff.Watch.Delay(0, new FixedRandom(1)));
}
