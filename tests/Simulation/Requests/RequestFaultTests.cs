using ModelMonitor.Simulation;

namespace ModelMonitor.Tests.Simulation.Requests;

/// <summary>What goes wrong, and what a policy sees of it.</summary>
public sealed class RequestFaultTests
{
    [Fact]
    public void A_slow_pod_finishes_less_and_does_not_drag_the_others_along()
    {
        // 12 pods at two thirds of their capacity; one at a quarter of its speed.
        double Bad(SimulationOptions options) =>
            RequestSimulation.Run(Scene.Steady(28, 30), Scene.Talk, options, new ScriptedPolicy(12)).BadShare;
        var (healthy, slow) = (Bad(Scene.Pods(12)), Bad(Scene.Pods(12).With(FaultKind.SlowPod, 0, 1800, share: 0.25)));

        Assert.InRange(healthy, 0, 0.005);
        // A router in turns would send it a twelfth, 8 %, and all of those would wait.
        Assert.InRange(slow, healthy + 0.005, 0.06);
    }

    [Fact]
    public void A_slow_pod_recovers_with_the_end_of_its_fault()
    {
        var options = Scene.Pods(1).With(FaultKind.SlowPod, 60, 120, share: 0.1);
        var arrivals = Enumerable.Range(0, 30).Select(i => new RequestArrival(Scene.S(6 * i), new(80, 101)));
        var policy = new ScriptedPolicy(1, 5);
        RequestSimulation.Run(arrivals, Scene.S(200), options with { MetricsAge = TimeSpan.Zero, ScrapeInterval = Scene.S(5) }, policy);

        double InterToken(double at) => policy.Shown.Single(s => s.At == Scene.S(at)).Seen.InterToken;
        Assert.Equal(0.0123, InterToken(60), 0.0002);
        Assert.InRange(InterToken(115), 0.09, 0.25); // later requests join before earlier ones are done
        Assert.Equal(0.0123, InterToken(195), 0.0002);
    }

    [Fact]
    public void Pending_pods_never_join_and_the_cluster_says_why()
    {
        var policy = new ScriptedPolicy(4);
        var result = RequestSimulation.Run([], Scene.S(900), Scene.Pods(2).With(FaultKind.PodsPending, 0, 720), policy);

        Assert.All(policy.Shown.Where(s => s.At < Scene.S(840)), s => Assert.Equal(2, s.Seen.Ready));
        Assert.Equal(4, policy.Shown[^1].Seen.Ready);
        Assert.All(policy.Shown.Where(s => s.At > Scene.S(15)), s => Assert.Equal(s.At < Scene.S(720), s.Seen.Blocked is not null));
        Assert.Equal((2 * 900) + (2 * 885), result.PodHours * 3600, 1e-6);
    }

    [Fact]
    public void A_rollout_replaces_every_pod_one_by_one_and_keeps_the_capacity()
    {
        var policy = new ScriptedPolicy(3, 5);
        var options = Scene.Pods(3).With(FaultKind.Rollout, 60, 60);
        var result = RequestSimulation.Run(Scene.Steady(5, 15), Scene.Talk, options, policy);

        Assert.All(policy.Shown, s => Assert.InRange(s.Seen.Ready, 3, 4));
        Assert.All(policy.Shown, s => Assert.InRange(s.Seen.StartingSince.Count, 0, 1));
        Assert.All(policy.Shown, s => Assert.Equal(s.At >= Scene.S(60) && s.At < Scene.S(420), s.Seen.IsRollingOut));
        Assert.Equal([180, 300, 420], policy.Shown[^1].Seen.Starts.Select(s => s.ReadyAt.TotalSeconds));
        Assert.Equal((0, 0), (result.Changes, result.ViolationMinutes));
        // One pod more for the three cold starts, and what draining took.
        Assert.InRange(result.PodHours * 3600, (3 * 900) + 360, (3 * 900) + 360 + (3 * 90));
    }

    [Fact]
    public void Replicas_may_change_during_a_rollout()
    {
        var policy = new ScriptedPolicy((_, now) => now < Scene.S(100) ? 3 : now < Scene.S(130) ? 5 : now < Scene.S(400) ? 2 : 0, 5);
        var result = RequestSimulation.Run([], Scene.S(900), Scene.Pods(3).With(FaultKind.Rollout, 60, 60), policy);

        Assert.Equal(2, policy.Shown.Single(s => s.At == Scene.S(395)).Seen.Ready);
        Assert.False(policy.Shown.Single(s => s.At == Scene.S(395)).Seen.IsRollingOut);
        Assert.Equal((0, 0), (policy.Shown[^1].Seen.Ready, policy.Shown[^1].Seen.StartingSince.Count));
        Assert.Equal(3, result.Changes);
    }

    [Fact]
    public void A_metrics_outage_leaves_the_last_scrape_and_after_five_minutes_nothing()
    {
        var policy = new ScriptedPolicy(3);
        RequestSimulation.Run(Scene.Steady(5, 20), Scene.Talk, Scene.Pods(3).With(FaultKind.MetricsOutage, 300, 900), policy);

        foreach (var (at, seen) in policy.Shown)
        {
            var scraped = at < Scene.S(315) ? at - Scene.S(15) : at < Scene.S(915) ? Scene.S(285) : at - Scene.S(15);
            Assert.Equal(scraped, seen.ScrapedAt);
            Assert.Equal(scraped > TimeSpan.Zero && at - scraped <= TimeSpan.FromMinutes(5), seen.IsKnown);
            if (seen.IsKnown) Assert.InRange(seen.Arrived, 2, 8);
            else Assert.Equal(0, seen.Arrived);
            Assert.Equal(3, seen.Ready);
        }
    }

    [Fact]
    public void Seconds_of_a_trace_without_metrics_are_an_outage()
    {
        var (rates, outages) = (new double[600], new bool[600]);
        Array.Fill(rates, 2);
        Array.Fill(outages, true, 100, 101);
        var policy = new ScriptedPolicy(1);
        RequestSimulation.Run(new ArrivalTrace("gap", rates, outages: outages), Scene.Talk, Scene.Pods(1), policy);

        Assert.Equal(Scene.S(90), policy.Shown.Single(s => s.At == Scene.S(210)).Seen.ScrapedAt);
        Assert.Equal(Scene.S(210), policy.Shown.Single(s => s.At == Scene.S(225)).Seen.ScrapedAt);
    }

    [Fact]
    public void Scrape_gaps_show_as_age()
    {
        var policy = new ScriptedPolicy(1);
        RequestSimulation.Run([], Scene.S(15_000), Scene.Pods(1).With(FaultKind.ScrapeGaps, 0, 15_000, share: 0.3), policy);

        var ages = policy.Shown.Skip(20).Select(s => (s.At - s.Seen.ScrapedAt).TotalSeconds).ToList();
        Assert.Equal(0.7, ages.Count(a => a == 15) / (double)ages.Count, 0.05);
        Assert.Equal(0.21, ages.Count(a => a == 30) / (double)ages.Count, 0.05);
    }

    [Fact]
    public void Stale_series_of_some_pods_show_as_coverage()
    {
        var policy = new ScriptedPolicy(4);
        RequestSimulation.Run(Scene.Steady(8, 20), Scene.Talk, Scene.Pods(4).With(FaultKind.StaleSeries, 600, 1200, share: 0.5), policy);
        var (whole, half) = (policy.Shown.Single(s => s.At == Scene.S(600)).Seen, policy.Shown[^1].Seen);

        Assert.Equal((1.0, 0.5), (whole.Coverage, half.Coverage));
        Assert.Equal(8, whole.Judged, 2.0);
        Assert.Equal(4, half.Judged, 1.0);
        Assert.Equal(8, half.Arrived, 2.0);
    }

    [Fact]
    public void Noise_and_long_prompts_change_the_inter_token_time_as_configured()
    {
        double InterToken(ServiceModelOptions pod)
        {
            var policy = new ScriptedPolicy(4);
            RequestSimulation.Run(Scene.Steady(0.2, 60), Scene.One(1000, 101), Scene.Pods(4) with { Pod = pod }, policy);
            return policy.Shown.Select(s => s.Seen.InterToken).Where(gap => gap > 0).Average();
        }

        var pod = new ServiceModelOptions { StepPerSequence = TimeSpan.Zero, PrefillTokensPerSecond = 1e9 };
        Assert.Equal(0.012, InterToken(pod), 1e-5);
        Assert.Equal(0.012, InterToken(pod with { Noise = 0.2 }), 2e-4);
        // A sequence has 1,050 tokens in the cache on average, and is mostly alone.
        Assert.Equal(0.012 + 0.0042, InterToken(pod with { StepPerThousandCachedTokens = TimeSpan.FromMilliseconds(4) }), 2e-4);
    }
}
