using ModelMonitor.Simulation;

namespace ModelMonitor.Tests.Simulation;

public sealed class OraclePlanTests
{
    [Fact]
    public void A_step_up_is_ordered_one_cold_start_ahead_of_it()
    {
        // 30 requests per second until 300 s, then 60, at 3 per pod: 20 pods are needed at 300 s.
        var plan = Plan([.. Load(300, 30), .. Load(300, 60)], coldStart: 120);
        Assert.Equal(10, plan.At(TimeSpan.FromSeconds(179)));
        Assert.Equal(20, plan.At(TimeSpan.FromSeconds(180)));
        Assert.Equal(20, plan.At(TimeSpan.FromSeconds(599)));
    }

    [Fact]
    public void A_step_down_is_followed_at_once()
    {
        var plan = Plan([.. Load(300, 60), .. Load(300, 30)], coldStart: 120);
        Assert.Equal(20, plan.At(TimeSpan.FromSeconds(299)));
        Assert.Equal(10, plan.At(TimeSpan.FromSeconds(300)));
    }

    [Theory]
    [InlineData(105, 20)]
    [InlineData(120, 20)]
    [InlineData(135, 10)]
    public void A_gap_up_to_a_cold_start_is_kept_and_a_longer_one_is_not(int gap, int lowest)
    {
        var plan = Plan([.. Load(300, 60), .. Load(gap, 30), .. Load(300, 60)], coldStart: 120);
        Assert.Equal(lowest, plan.Replicas.Min());
        Assert.Equal(20, plan.At(TimeSpan.FromSeconds(300 + gap - 120))); // in time for the end of the gap
    }

    [Fact]
    public void A_cold_start_between_two_looks_is_rounded_up()
    {
        var plan = Plan([.. Load(300, 30), .. Load(300, 60)], coldStart: 100);
        Assert.Equal(10, plan.At(TimeSpan.FromSeconds(194)));
        Assert.Equal(20, plan.At(TimeSpan.FromSeconds(195)));
    }

    [Fact]
    public void Noise_below_5_s_is_carried_by_the_mean()
    {
        var plan = Plan([.. Enumerable.Range(0, 300).Select(second => second % 5 == 0 ? 70.0 : 20.0)], coldStart: 120); // mean 30
        Assert.All(plan.Replicas, replicas => Assert.Equal(10, replicas));
    }

    [Theory]
    [InlineData(36, 10)]
    [InlineData(72, 20)]
    [InlineData(73, 21)]
    public void A_burst_of_5_s_may_take_a_pod_a_fifth_beyond_its_rate(double burst, int expected)
    {
        // The mean of the 15 s is a third of the burst and asks for fewer pods than the burst at 3.6 per pod.
        var plan = Plan([.. Load(5, 0), .. Load(5, burst), .. Load(5, 0)], coldStart: 0);
        Assert.Equal([expected], plan.Replicas);
    }

    [Fact]
    public void The_plan_stays_within_its_bounds() =>
        Assert.Equal([2, 12, 12], Plan([.. Load(15, 0), .. Load(20, 600)], coldStart: 0, max: 12).Replicas);

    [Fact]
    public void A_policy_plays_the_plan_whatever_it_sees()
    {
        var policy = new OraclePolicy(Plan([.. Load(30, 30), .. Load(30, 60)], coldStart: 15));
        Assert.Equal([10, 20, 20, 20, 20], Enumerable.Range(0, 5).Select(i => policy.Decide(new SeenMetrics(), i * policy.Period)));
        Assert.Equal("oracle 3", policy.Name);
    }

    private static OraclePlan Plan(double[] arrivals, int coldStart, int max = 100) =>
        OraclePlan.Create(arrivals, ratePerPod: 3, TimeSpan.FromSeconds(coldStart), min: 2, max);

    private static IEnumerable<double> Load(int seconds, double rate) => Enumerable.Repeat(rate, seconds);
}
