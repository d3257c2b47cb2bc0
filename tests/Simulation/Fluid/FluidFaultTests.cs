using ModelMonitor.Simulation;
using ModelMonitor.Tests.Simulation.Requests;

namespace ModelMonitor.Tests.Simulation.Fluid;

public sealed class FluidFaultTests
{
    private static readonly SimulationOptions s_four = Scene.Pods(4);

    [Theory]
    [InlineData(15, 15)]
    [InlineData(60, 15)]
    [InlineData(2, 2)]
    public void A_policy_sees_the_newest_scrape_that_is_old_enough(double period, double age)
    {
        var policy = new ScriptedPolicy(4, period);
        FluidSimulation.Run(Scene.Steady(8, 10), Scene.Talk, s_four, policy);
        Assert.All(policy.Shown.Skip(60 / (int)period), s => Assert.Equal(age, (s.At - s.Seen.ScrapedAt).TotalSeconds));
        Assert.All(policy.Shown.Skip(60 / (int)period), s => Assert.InRange(s.Seen.Arrived, 4, 12));
    }

    [Theory]
    [InlineData(FaultKind.MetricsOutage)]
    [InlineData(FaultKind.ScrapeGaps)]
    public void Metrics_age_while_scrapes_fail_and_are_gone_after_five_minutes(FaultKind kind)
    {
        var policy = new ScriptedPolicy(4);
        FluidSimulation.Run(Scene.Steady(8, 30), Scene.Talk, s_four.With(kind, 600, 1200), policy);
        Check(policy);
    }

    [Fact]
    public void A_trace_brings_its_own_outages()
    {
        var policy = new ScriptedPolicy(4);
        var outages = new bool[1800];
        outages.AsSpan(600..1200).Fill(true);
        FluidSimulation.Run(new ArrivalTrace("gap", Scene.Steady(8, 30).Rates, default, outages), Scene.Talk, s_four, policy);
        Check(policy);
    }

    [Fact]
    public void An_outage_never_lowers_replicas()
    {
        // The load ends when the metrics do: who believed old numbers, or none, would shrink.
        var rates = Scene.Steady(12, 60).Rates.ToArray();
        rates.AsSpan(1800).Clear();
        var options = (Scene.Pods(8) with { MinReplicas = 2, MaxReplicas = 20 }).With(FaultKind.MetricsOutage, 1800, 3600);
        var result = FluidSimulation.Run(new ArrivalTrace("end", rates), Scene.Talk, options, new ModelMonitorPolicy(options));
        Assert.All(result.Timeline.Skip(32), minute => Assert.True(minute.Wanted >= result.Timeline[31].Wanted));
        var seen = FluidSimulation.Run(
            new ArrivalTrace("end", rates), Scene.Talk, options with { Faults = FaultPlan.None }, new ModelMonitorPolicy(options));
        Assert.True(seen.Timeline[^1].Wanted < result.Timeline[^1].Wanted);
    }

    [Fact]
    public void Pods_wait_for_a_node_and_the_cluster_says_so()
    {
        var policy = new ScriptedPolicy((_, now) => now < Scene.S(60) ? 4 : 5);
        FluidSimulation.Run(Scene.Steady(8, 30), Scene.Talk, s_four.With(FaultKind.PodsPending, 0, 600), policy);
        Assert.All(policy.Shown.Where(s => s.At > Scene.S(60) && s.At < Scene.S(600)), s => Assert.NotNull(s.Seen.Blocked));
        Assert.Equal(4, policy.Shown.First(s => s.At == Scene.S(720)).Seen.Ready);
        Assert.Equal(5, policy.Shown.First(s => s.At == Scene.S(735)).Seen.Ready);
        Assert.All(policy.Shown.Where(s => s.At <= Scene.S(60) || s.At >= Scene.S(600)), s => Assert.Null(s.Seen.Blocked));
    }

    [Fact]
    public void Missing_series_lower_the_coverage_and_the_sums()
    {
        var policy = new ScriptedPolicy(4);
        FluidSimulation.Run(Scene.Steady(8, 30), Scene.Talk, s_four.With(FaultKind.StaleSeries, 900, 1800, 0.25), policy);
        var (before, after) = (policy.Shown.First(s => s.At == Scene.S(885)).Seen, policy.Shown[^1].Seen);
        Assert.Equal((1, 0.75), (before.Coverage, after.Coverage));
        Assert.Equal(0.75, after.Completed / before.Completed, 0.15);
        Assert.Equal(1, after.Arrived / before.Arrived, 0.15); // an ingress counts that
    }

    [Fact]
    public void One_slow_pod_takes_its_part_of_the_strength_away()
    {
        var saturation = s_four.Pod.SaturationRate(Scene.Talk.MeanPrompt, Scene.Talk.MeanOutput);
        var policy = new ScriptedPolicy(4);
        FluidSimulation.Run(Scene.Steady(6 * saturation, 30), Scene.Talk, s_four.With(FaultKind.SlowPod, 0, 1800, 0.5), policy);
        Assert.InRange(policy.Shown.TakeLast(20).Average(s => s.Seen.Completed) / saturation, 0.97 * 3.5, 1.03 * 3.5);
    }

    [Fact]
    public void A_rollout_replaces_every_pod_and_never_has_fewer_ready()
    {
        var policy = new ScriptedPolicy(4);
        var result = FluidSimulation.Run(Scene.Steady(4, 30), Scene.Talk, s_four.With(FaultKind.Rollout, 300, 1800), policy);
        Assert.All(policy.Shown, s => Assert.Equal(4, s.Seen.Ready));
        Assert.Equal(Enumerable.Range(1, 4).Select(i => Scene.S(300 + (120 * i))), policy.Shown[^1].Seen.Starts.Select(s => s.ReadyAt));
        Assert.True(policy.Shown.First(s => s.At == Scene.S(600)).Seen.IsRollingOut);
        Assert.False(policy.Shown[^1].Seen.IsRollingOut);
        Assert.Empty(policy.Shown[^1].Seen.StartingSince);
        Assert.Equal((0, 0), (result.Changes, result.DirectionChanges));
        // One more pod for four cold starts, and a little for draining.
        Assert.InRange((result.PodHours * 3600) - (4 * 1800), 480, 600);
    }

    [Fact]
    public void Tokens_are_falsified_as_asked_and_nothing_else()
    {
        SeenMetrics Last(double bias)
        {
            var policy = new ScriptedPolicy(4);
            FluidSimulation.Run(Scene.Steady(8, 30), Scene.Talk, s_four with { CapacityBias = bias }, policy);
            return policy.Shown[^1].Seen;
        }

        var (honest, biased) = (Last(1), Last(1.3));
        Assert.Equal(1.3, biased.OutputTokens / honest.OutputTokens, 1e-9);
        Assert.Equal((honest.Completed, honest.InterToken, honest.Running), (biased.Completed, biased.InterToken, biased.Running));
    }

    /// <summary>Last scrape at 585 s; nothing known from 885 s on; the next scrape is at 1200 s and 15 s old when it is seen.</summary>
    private static void Check(ScriptedPolicy policy)
    {
        foreach (var (at, seen) in policy.Shown.Where(s => s.At >= Scene.S(600)))
        {
            if (at < Scene.S(1215)) Assert.Equal(Scene.S(585), seen.ScrapedAt);
            Assert.Equal(at <= Scene.S(885) || at >= Scene.S(1215), seen.IsKnown);
            Assert.Equal(seen.IsKnown, seen.Running > 0);
            Assert.Equal(4, seen.Ready);
        }
    }
}
