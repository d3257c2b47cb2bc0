using ModelMonitor.Simulation;
using ModelMonitor.Tests.Simulation.Requests;

namespace ModelMonitor.Tests.Simulation.Fluid;

public sealed class FluidSimulationTests
{
    private static readonly SimulationOptions s_four = Scene.Pods(4);

    [Fact]
    public void The_same_seed_gives_the_same_result_to_the_bit_and_another_seed_another()
    {
        var trace = new ArrivalTrace("waves", [.. Enumerable.Range(0, 3600).Select(s => 12 + (10 * Math.Sin(s / 200.0)))],
            [.. Enumerable.Repeat(3.0, 3600)]);
        SimulationResult Run(int seed)
        {
            var options = s_four with { MaxReplicas = 30, Seed = seed };
            return FluidSimulation.Run(trace, Scene.Talk, options, new ModelMonitorPolicy(options));
        }

        var (first, again, other) = (Run(1), Run(1), Run(2));
        Assert.Equal(first.Timeline, again.Timeline);
        Assert.Equal(first with { Timeline = [] }, again with { Timeline = [] });
        Assert.NotEqual(first.BadRequests, other.BadRequests);
        Assert.True(first.Changes > 0);
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.6)]
    [InlineData(0.85)]
    public void What_runs_is_what_finishes_times_how_long_it_takes(double share)
    {
        // Little's law, over numbers that a policy sees: running = rate · (prefill + tokens · time between two).
        var rate = share * s_four.Pod.SaturationRate(Scene.Talk.MeanPrompt, Scene.Talk.MeanOutput);
        var policy = new ScriptedPolicy(4);
        FluidSimulation.Run(Scene.Steady(4 * rate, 60), Scene.Talk, s_four, policy);
        var steady = policy.Shown.Where(s => s.At > Scene.S(600)).Select(s => s.Seen).ToArray();
        var service = (Scene.Talk.MeanPrompt / s_four.Pod.PrefillTokensPerSecond) + ((Scene.Talk.MeanOutput - 1) * steady.Average(s => s.InterToken));
        var running = steady.Average(s => s.Running);
        Assert.InRange(running / (steady.Average(s => s.Completed) * service), 0.97, 1.03);
        Assert.InRange(steady.Average(s => s.Completed) / (4 * rate), 0.99, 1.01);
        Assert.InRange(steady.Average(s => s.OutputTokens) / (4 * rate * Scene.Talk.MeanOutput), 0.99, 1.01);
    }

    [Theory]
    [InlineData(4000, 20)] // bound by prefill
    [InlineData(100, 300)] // bound by the batch
    [InlineData(1154, 211)]
    public void Overloaded_pods_finish_the_saturation_rate(int prompt, int output)
    {
        var saturation = s_four.Pod.SaturationRate(prompt, output);
        var policy = new ScriptedPolicy(4);
        var result = FluidSimulation.Run(Scene.Steady(4 * 1.5 * saturation, 30), Scene.One(prompt, output), s_four, policy);
        var last = policy.Shown[^1].Seen;
        Assert.InRange(policy.Shown.TakeLast(20).Average(s => s.Seen.Completed) / (4 * saturation), 0.97, 1.03);
        Assert.Equal(4 * s_four.Pod.MaxSequences, last.Running, 0.1 * 4 * s_four.Pod.MaxSequences);
        // A third of what arrived in half an hour is left over.
        Assert.InRange(last.Waiting / (4 * 0.5 * saturation * 1800), 0.9, 1.1);
        Assert.True(result.BadShare > 0.9, $"{result.BadShare}");
        Assert.True(last.FirstTokenP95 > 60);
    }

    [Fact]
    public void A_backlog_is_worked_off_first_come_first_served()
    {
        // One pod; at 20 s comes what it needs 100 s for; whoever comes later waits for what is left of it.
        var rates = new double[300];
        var pod = new ServiceModelOptions { StepBase = TimeSpan.Zero, StepPerSequence = TimeSpan.FromTicks(1) };
        rates[20] = 100 * 8000.0 / 800;
        for (var i = 60; i < 70; i++) rates[i] = 1;
        var options = Scene.Pods(1) with { Pod = pod, FirstTokenBound = Scene.S(40) };
        var policy = new ScriptedPolicy(1, 1);
        var result = FluidSimulation.Run(new ArrivalTrace("lump", rates), Scene.One(800, 2), options, policy);
        Assert.Equal(1010, result.Requests);
        Assert.Equal(0.6 * 1000 + 10, result.BadRequests, 15.0);
        Assert.Equal(0, policy.Shown.First(s => s.At == Scene.S(140)).Seen.Waiting);
        Assert.True(policy.Shown.First(s => s.At == Scene.S(110)).Seen.Waiting > 0);
        Assert.Equal(2, result.ViolationMinutes);
    }

    [Fact]
    public void Pods_without_work_are_never_bad_nor_busy()
    {
        var policy = new ScriptedPolicy(2);
        var result = FluidSimulation.Run(Scene.Steady(0, 10), Scene.Talk, Scene.Pods(2), policy);
        Assert.Equal((0, 0, 0), (result.Requests, result.BadShare, result.ViolationMinutes));
        Assert.All(policy.Shown.Skip(1), s => Assert.Equal((0, 0, 0, 0), (s.Seen.Running, s.Seen.GpuUse, s.Seen.InterToken, s.Seen.FirstTokenP95)));
    }

    [Fact]
    public void A_stronger_burst_makes_more_requests_bad_at_the_same_mean()
    {
        double Bad(double variation) => FluidSimulation.Run(
            new ArrivalTrace("bursts", Scene.Steady(11, 60).Rates, [.. Enumerable.Repeat(variation, 3600)]), Scene.Talk, s_four, new ScriptedPolicy(4)).BadShare;
        Assert.True(Bad(6) > 2 * Bad(1));
    }

    [Fact]
    public void Without_a_pod_everything_waits()
    {
        var policy = new ScriptedPolicy(0);
        var result = FluidSimulation.Run(Scene.Steady(1, 10), Scene.Talk, Scene.Pods(0), policy);
        Assert.Equal(0, result.PodHours);
        Assert.Equal(600, result.Requests);
        Assert.InRange(result.BadShare, 0.99, 1);
        Assert.Equal(585, policy.Shown[^1].Seen.Waiting, 80.0);
    }
}
