using ModelMonitor.Simulation;

namespace ModelMonitor.Tests.Simulation;

public sealed class KedaWaitingPolicyTests
{
    [Theory]
    [InlineData(22, 10)] // 2.2 per replica is within the tolerance
    [InlineData(25, 13)]
    [InlineData(1000, 20)]
    public void Replicas_follow_the_sum_of_waiting_over_the_threshold(double waiting, int expected) =>
        Assert.Equal(expected, new Play(new KedaWaitingPolicy(2), 10).Step(seen => seen.Waiting = waiting));

    [Fact]
    public void An_empty_result_counts_as_zero_and_goes_to_one_after_the_stabilization()
    {
        var play = new Play(new KedaWaitingPolicy(2), 10);
        Assert.Equal(10, play.Until(315, seen => seen.IsKnown = false));
        Assert.Equal(1, play.Step(seen => seen.IsKnown = false));
    }

    [Fact]
    public void An_empty_result_holds_where_nulls_are_errors()
    {
        var play = new Play(new KedaWaitingPolicy(2, ignoreNullValues: false), 10);
        Assert.Equal(10, play.Until(900, seen => seen.IsKnown = false));
    }

    [Fact]
    public void The_name_shows_the_knob()
    {
        Assert.Equal("KEDA waiting 5", new KedaWaitingPolicy(5).Name);
        Assert.Equal("KEDA waiting 5 nulls fail", new KedaWaitingPolicy(5, ignoreNullValues: false).Name);
    }
}
