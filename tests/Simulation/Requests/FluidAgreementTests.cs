using System.Collections.Concurrent;
using ModelMonitor.Simulation;

namespace ModelMonitor.Tests.Simulation.Requests;

/// <summary>
/// The fluid model and single requests on the hour of the Azure code trace, scaled to 36 requests per second, about 12 pods on
/// average: as the replay has it, with the rate of each single second, and in bins of 10 s.
/// </summary>
public sealed class FluidAgreementTests
{
    // Bursts of one hour are few: one seed's requests differ from another's by some percent themselves.
    private static readonly int[] _seeds = [1, 2, 3];

    private static readonly ConcurrentDictionary<int, ArrivalTrace> _hours = new();
    private static readonly RequestSizes _sizes = Read(RequestSizes.ReadAzure);

    [Theory]
    [InlineData(1, 30)]
    [InlineData(1, 40)]
    [InlineData(1, 50)]
    [InlineData(1, 60)]
    [InlineData(1, 80)]
    [InlineData(1, 100)]
    [InlineData(10, 30)]
    [InlineData(10, 60)]
    [InlineData(10, 100)]
    public void They_agree_on_a_fixed_pool(int binSeconds, int pods) => AssertAgree(binSeconds, pods, () => new ScriptedPolicy(pods));

    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(1, 1)]
    [InlineData(1, 1.5)]
    [InlineData(1, 2)]
    [InlineData(10, 1)]
    [InlineData(10, 2)]
    public void They_agree_on_a_policy_that_follows_the_arrivals(int binSeconds, double perPod) =>
        AssertAgree(binSeconds, 12, () => new HpaPolicy(HpaSignal.Arrivals, perPod));

    [Fact]
    public void They_agree_on_a_steady_load_below_saturation()
    {
        var options = new SimulationOptions { FirstTokenBound = Scene.S(2) };
        foreach (var pods in new[] { 11, 12, 14 })
        {
            SimulationOptions With(int seed) => options with { Seed = seed, InitialReplicas = pods };
            var load = Scene.Steady(36, 60);
            var single = _seeds.Average(s => RequestSimulation.Run(load, _sizes, With(s), new ScriptedPolicy(pods)).BadShare);
            var fluid = _seeds.Average(s => FluidSimulation.Run(load, _sizes, With(s), new ScriptedPolicy(pods)).BadShare);
            Assert.Equal(single, fluid, Math.Max(0.0015, 0.05 * single));
        }
    }

    private static void AssertAgree(int binSeconds, int initial, Func<IScalingPolicy> policy)
    {
        var trace = _hours.GetOrAdd(binSeconds, Hour);
        var options = new SimulationOptions { FirstTokenBound = Scene.S(2), InitialReplicas = initial, MaxReplicas = 100 };
        var single = _seeds.Select(s => RequestSimulation.Run(trace, _sizes, options with { Seed = s }, policy())).ToList();
        var fluid = _seeds.Select(s => FluidSimulation.Run(trace, _sizes, options with { Seed = s }, policy())).ToList();

        var (bad, hours) = (single.Average(r => r.BadShare), single.Average(r => r.PodHours));
        // In bins of 10 s everything is decided in a few long backlogs, which the fluid model knows less of.
        var tolerance = binSeconds == 1 ? 0.05 : 0.08;
        Assert.InRange(bad, 0.005, 0.6); // the comparison says something
        Assert.Equal(hours, fluid.Average(r => r.PodHours), 0.05 * hours);
        Assert.Equal(bad, fluid.Average(r => r.BadShare), Math.Max(0.002, tolerance * bad));
    }

    private static ArrivalTrace Hour(int binSeconds)
    {
        var rates = Read(reader => TraceReader.ReadAzure(reader, "Azure code")).Rates.ToArray();
        for (var from = 0; from < rates.Length; from += binSeconds)
        {
            var bin = rates.AsSpan(from, Math.Min(binSeconds, rates.Length - from));
            bin.Fill(bin.ToArray().Average());
        }

        var trace = new ArrivalTrace("Azure code", rates);
        return trace.Scale(36 / trace.MeanRate);
    }

    private static T Read<T>(Func<TextReader, T> read)
    {
        using var file = new StreamReader(Repository.PathOf("tests", "Replay", "traces", "AzureLLMInferenceTrace_2023_code.csv"));
        return read(file);
    }
}
