using ModelMonitor.Decisions;
using ModelMonitor.Simulation;
using ModelMonitor.Tests.Simulation.Requests;

namespace ModelMonitor.Tests.Simulation.Fluid;

/// <summary>A load that never changes, on three times the pods that it needs: no trouble ever tells what a pod carries.</summary>
public sealed class ConstantLoadTests
{
    private const int Needed = 12, Pods = 36, Hours = 6;

    private static readonly SimulationOptions s_options = Scene.Pods(Pods) with { MinReplicas = 1 };

    [Fact]
    public void With_an_error_budget_the_surplus_goes_and_the_objective_is_kept()
    {
        var result = Run(new ModelMonitorPolicy(s_options));
        Assert.InRange(result.Timeline[^1].Ready, Needed - 2, Needed + 4);
        Assert.InRange(result.BadShare, 0, s_options.AllowedShare);
        Assert.InRange(result.PodHours, 0, 0.6 * Pods * Hours);
    }

    [Fact]
    public void Without_one_nothing_is_tried()
    {
        var objective = new Objective("first-token", Indicator.TimeToFirstToken, 1, GoodIsBelow: true, MayScale: true, Quantile: 0.99);
        var result = Run(new ModelMonitorPolicy(new([objective], ModelMonitorPolicy.DefaultLimits(1, 100)), "without a budget"));
        Assert.Equal((0, Pods), (result.Changes, result.Timeline[^1].Ready));
    }

    [Fact]
    public void A_budget_that_burns_ends_it()
    {
        // The value is far under the bound that the policy has, and yet every event counts as bad: only the budget can tell.
        var result = Run(new ModelMonitorPolicy(s_options), s_options with { FirstTokenBound = Scene.S(0.001) });
        Assert.InRange(result.Timeline.Min(t => t.Wanted), Pods, int.MaxValue);
    }

    private static SimulationResult Run(ModelMonitorPolicy policy, SimulationOptions? options = null) =>
        FluidSimulation.Run(Scene.Steady(Needed * 3.6, Hours * 60), Scene.Talk, options ?? s_options, policy);
}
