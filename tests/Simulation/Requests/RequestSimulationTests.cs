using ModelMonitor.Simulation;

namespace ModelMonitor.Tests.Simulation.Requests;

/// <summary>Router, cold start, drain and cost.</summary>
public sealed class RequestSimulationTests
{
    [Fact]
    public void The_same_arguments_give_the_same_result_and_another_seed_another_one()
    {
        var options = Scene.Pods(4) with { ColdStartSpread = 0.5, Pod = new() { Noise = 0.2 } };
        SimulationResult Run(int seed) => RequestSimulation.Run(
            Scene.Steady(12, 20), Scene.Talk, options with { Seed = seed },
            new ScriptedPolicy((_, now) => now.Minutes % 4 < 2 ? 4 : 6));
        var (first, second) = (Run(1), Run(1));

        Assert.Equal(first with { Timeline = [] }, second with { Timeline = [] });
        Assert.Equal(first.Timeline, second.Timeline);
        Assert.NotEqual(first.Requests, Run(2).Requests);
        Assert.Equal(20, first.Timeline.Count);
        Assert.Equal(first.Requests, first.Timeline.Sum(p => p.Arrived * 60), 0.001);
        Assert.InRange(first.BadRequests, 1, first.Requests / 4);
    }

    [Fact]
    public void Requests_spread_over_the_pods_with_the_fewest()
    {
        // 32 requests at once on 4 pods of 8 sequences: with any other spread one would wait for a whole answer.
        var options = Scene.Pods(4) with { Pod = new() { MaxSequences = 8 } };
        var arrivals = Enumerable.Repeat(new RequestArrival(Scene.S(1), new(10, 1000)), 32);
        var policy = new ScriptedPolicy(4, 1);
        RequestSimulation.Run(arrivals, Scene.S(30), options with { ScrapeInterval = Scene.S(1) }, policy);

        var seen = policy.Shown[5].Seen;
        Assert.Equal((32.0, 0.0), (seen.Running, seen.Waiting));
        Assert.Equal(32 / 5.0, seen.Judged, 0.001); // five seconds of history
        Assert.Equal(1, seen.GpuUse, 0.001);
    }

    [Fact]
    public void A_request_without_a_ready_pod_waits_at_the_gateway_for_the_first_one()
    {
        var arrivals = Enumerable.Range(1, 10).Select(i => new RequestArrival(Scene.S(i), new(800, 2)));
        var policy = new ScriptedPolicy((seen, _) => seen.Waiting > 0 || seen.Current > 0 ? 1 : 0, 5);
        var result = RequestSimulation.Run(
            arrivals, Scene.S(180), Scene.Pods(0) with { ColdStart = Scene.S(60), ScrapeInterval = Scene.S(5), MetricsAge = TimeSpan.Zero }, policy);

        Assert.Equal(4, policy.Shown[0].Seen.Waiting); // just before 5 s
        Assert.Equal((10.0, 10.0), (result.Requests, result.BadRequests));
        Assert.Equal((180 - 5) / 3600.0, result.PodHours, 1e-9);
        // The first came at 1 s; the pod is ready at 65 s and reads ten prompts of 0.1 s, one after the other.
        Assert.Equal(64.1, result.FirstTokenP99, 0.001);
        Assert.Equal(new[] { (Scene.S(65), Scene.S(60)) }, policy.Shown[^1].Seen.Starts);
        Assert.Equal([Scene.S(5)], policy.Shown[3].Seen.StartingSince);
    }

    [Fact]
    public void Requests_that_are_never_served_are_bad_once_they_waited_longer_than_the_bound()
    {
        var arrivals = new[] { 0.0, 10, 59.5 }.Select(s => new RequestArrival(Scene.S(s), new(800, 2)));
        var result = RequestSimulation.Run(arrivals, Scene.S(60), Scene.Pods(0), new ScriptedPolicy(0));

        Assert.Equal((3.0, 2.0, 0.0), (result.Requests, result.BadRequests, result.PodHours));
        Assert.Equal(1, result.ViolationMinutes);
    }

    [Fact]
    public void A_drained_pod_takes_nothing_new_finishes_what_it_has_and_costs_until_then()
    {
        // 3 requests on each of 2 pods; at 15 s one goes, and a later request joins the other.
        var arrivals = Enumerable.Repeat(new RequestArrival(TimeSpan.Zero, new(8, 2001)), 6)
            .Append(new(Scene.S(20), new(8, 2)));
        var policy = new ScriptedPolicy(1);
        var result = RequestSimulation.Run(arrivals, Scene.S(600), Scene.Pods(2), policy);

        // 2000 steps of 12 + 3 * 0.3 ms; prefills and the first steps, which had fewer sequences, are some milliseconds.
        Assert.Equal(600 + (2000 * 0.0129), result.PodHours * 3600, 0.05);
        Assert.Equal((0.0, 1, 0), (result.BadRequests, result.Changes, result.DirectionChanges));
        var seen = policy.Shown.Single(s => s.At == Scene.S(45)).Seen;
        Assert.Equal((1, 1), (seen.Current, seen.Ready));
        Assert.Equal(7 / 30.0, seen.Completed, 1e-9); // as of 30 s
    }

    [Fact]
    public void Starting_pods_are_cancelled_newest_first_and_cost_until_then()
    {
        var policy = new ScriptedPolicy((_, now) => now < Scene.S(30) ? 3 : now < Scene.S(60) ? 5 : 2);
        var result = RequestSimulation.Run([], Scene.S(600), Scene.Pods(1), policy);

        // Ordered: two at 15 s, two at 30 s; at 60 s those of 30 s and one of 15 s go.
        Assert.Equal(600 + 585 + 45 + 30 + 30, result.PodHours * 3600, 1e-6);
        Assert.Equal((3, 1), (result.Changes, result.DirectionChanges));
        Assert.Equal([Scene.S(15)], policy.Shown.Single(s => s.At == Scene.S(75)).Seen.StartingSince);
    }

    [Fact]
    public void Cold_starts_spread_around_their_mean()
    {
        var policy = new ScriptedPolicy(20);
        RequestSimulation.Run([], Scene.S(600), Scene.Pods(0) with { ColdStartSpread = 0.5 }, policy);

        var took = policy.Shown[^1].Seen.Starts.Select(s => s.Took.TotalSeconds).ToList();
        Assert.Equal(20, took.Count);
        Assert.All(took, t => Assert.InRange(t, 60, 180));
        Assert.True(took.Max() - took.Min() > 60, "they hardly differ");
        Assert.Equal(120, took.Average(), 25.0);
    }

    [Fact]
    public void Replicas_stay_within_what_the_cluster_has()
    {
        var policy = new ScriptedPolicy((_, now) => now < Scene.S(60) ? 1000 : -5);
        RequestSimulation.Run([], Scene.S(120), new SimulationOptions { MinReplicas = 2, MaxReplicas = 7 }, policy);

        Assert.Equal(7, policy.Shown.Max(s => s.Seen.Current));
        Assert.Equal(2, policy.Shown[^1].Seen.Current);
    }

    [Fact]
    public void Arrivals_that_run_backwards_are_refused()
    {
        RequestArrival[] arrivals = [new(Scene.S(2), new(1, 1)), new(Scene.S(1), new(1, 1))];
        Assert.Throws<ArgumentException>(() => RequestSimulation.Run(arrivals, Scene.S(60), Scene.Pods(1), new ScriptedPolicy(1)));
    }
}
