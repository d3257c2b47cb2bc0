using ModelMonitor.Simulation;

namespace ModelMonitor.Tests.Simulation;

/// <summary>The rivals on the fluid simulation: an hour in which the load doubles at 20 min and halves at 40 min; cold start 2 min.</summary>
public sealed class RivalReplayTests
{
    private const int StepUp = 1200, StepDown = 2400, End = 3600;
    private static readonly RequestSizes Sizes = RequestSizes.LogNormal(1154, 211, 0.75); // a pod saturates at 4.1 per second
    private static readonly SimulationOptions Options = new() { InitialReplicas = 5, MaxReplicas = 24, KeepTimeline = true };
    private static readonly ArrivalCounts Arrivals = new(Trace(outages: default), seed: 1);

    [Fact]
    public void The_oracle_has_no_violation_and_no_scaler_without_one_is_cheaper()
    {
        double[] rates = [.. Arrivals.Rates.ToArray().Select(rate => (double)rate)];
        var oracle = PolicyCatalog.Oracles(rates, Options.ColdStart, Options.MinReplicas, Options.MaxReplicas)
            .Select(rival => Run(rival.Create())).Where(run => run.ViolationMinutes == 0).Min(run => run.PodHours);
        var scalers = PolicyCatalog.Scalers().Select(rival => Run(rival.Create())).Where(run => run.ViolationMinutes == 0).ToList();
        Assert.NotEmpty(scalers); // those with standing room for twice the load
        Assert.All(scalers, run => Assert.True(run.PodHours > oracle, $"{run.Policy}: {run.PodHours:0.0} h, oracle {oracle:0.0} h"));
    }

    [Fact]
    public void A_scaler_with_little_room_violates_only_while_the_step_outruns_its_pods()
    {
        var run = Run(new HpaPolicy(HpaSignal.Arrivals, 3.2));
        var violated = run.Timeline.Where(minute => minute.BadShare > 0.05).Select(minute => minute.At.TotalSeconds).ToList();
        Assert.NotEmpty(violated);
        Assert.All(violated, second => Assert.InRange(second, StepUp, StepUp + 360));
        // 15 and 30 per second at 3.2: 5 and 10 pods, with a tolerance of a tenth.
        Assert.InRange(run.Timeline[StepDown / 60 - 1].Wanted, 9, 11);
        Assert.InRange(run.Timeline[^1].Wanted, 5, 6);
    }

    [Fact]
    public void In_an_outage_KEDA_goes_to_the_minimum_and_the_others_hold()
    {
        var outages = new bool[End];
        Array.Fill(outages, true, 300, 1800);
        var arrivals = new ArrivalCounts(Trace(outages), seed: 1);
        int WantedInOutage(Rival rival) => FluidSimulation.Run(arrivals, Sizes, Options, rival.Create()).Timeline[^26].Wanted;
        int WantedBefore(Rival rival) => FluidSimulation.Run(arrivals, Sizes, Options, rival.Create()).Timeline[10].Wanted;
        foreach (var rival in PolicyCatalog.Scalers().DistinctBy(rival => rival.Family))
        {
            var expected = rival.Family == "KEDA waiting" ? Options.MinReplicas : WantedBefore(rival);
            Assert.True(expected == WantedInOutage(rival), $"{rival.Family}: {WantedInOutage(rival)} instead of {expected}");
        }
    }

    private static SimulationResult Run(IScalingPolicy policy) => FluidSimulation.Run(Arrivals, Sizes, Options, policy);

    private static ArrivalTrace Trace(ReadOnlySpan<bool> outages) =>
        new("step", [.. Enumerable.Range(0, End).Select(second => second is >= StepUp and < StepDown ? 30.0 : 15.0)], default, outages);
}
