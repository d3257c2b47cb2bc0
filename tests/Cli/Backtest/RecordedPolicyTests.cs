using ModelMonitor.Cli.Backtest.Input;
using ModelMonitor.Cli.Backtest.Running;
using ModelMonitor.Simulation;

namespace ModelMonitor.Tests.Cli.Backtest;

public sealed class RecordedPolicyTests
{
    [Fact]
    public void Replicas_are_asked_for_when_they_were_and_held_where_they_are_not_known()
    {
        var policy = new RecordedPolicy(LoadCsv.Parse("time,requests_per_second,replicas\n0,1,\n60,1,3\n120,1,5\n180,1,\n240,1,2\n", "load.csv"));
        Assert.Equal([3, 3, 5, 5, 2, 2], new[] { 0, 60, 120, 200, 240, 900 }.Select(s => policy.Decide(new SeenMetrics(), TimeSpan.FromSeconds(s))));
    }

    [Fact]
    public void Changes_are_written_down_as_far_as_the_cluster_gives_them()
    {
        var start = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
        var policy = new WatchedPolicy(new FixedPoolPolicy(20), min: 1, max: 8, start, _ => { });
        Assert.Equal(8, policy.Decide(new SeenMetrics { Current = 4 }, TimeSpan.FromSeconds(15)));
        Assert.Equal(8, policy.Decide(new SeenMetrics { Current = 8 }, TimeSpan.FromSeconds(30)));
        var change = Assert.Single(policy.Changes);
        Assert.Equal((15.0, start.AddSeconds(15), 4, 8), (change.Seconds, change.Time, change.From, change.To));
        Assert.Null(change.Reason);
    }
}
