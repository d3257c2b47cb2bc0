using ModelMonitor.Resources;
using ModelMonitor.Resources.Planning;
using ModelMonitor.Simulation;

namespace ModelMonitor.Tests.Cli.Backtest;

/// <summary>Replays speak of the product only while they run with its defaults.</summary>
public class DefaultLimitsTests
{
    [Fact]
    public void A_replay_runs_with_the_limits_of_a_monitor_that_gives_none()
    {
        var plan = PlanReader.PlanOf(new()
        {
            Objectives = [new() { Indicator = IndicatorNames.TimeToFirstToken, Below = ModelMonitor.Kubernetes.IntOrString.FromString("1s") }],
            Scaling = new() { MinReplicas = 2, MaxReplicas = 9 },
        });
        var (replay, real) = (ModelMonitorPolicy.DefaultLimits(2, 9), plan.Scaling!);
        Assert.Equal((replay.MinReplicas, replay.MaxReplicas), (real.MinReplicas, real.MaxReplicas));
        foreach (var (one, other) in new[] { (replay.Up, real.Up), (replay.Down, real.Down) })
        {
            Assert.Equal((one.Stabilization, one.Select), (other.Stabilization, other.Select));
            Assert.Equivalent(one.Policies, other.Policies, strict: true);
        }
    }
}
