using ModelMonitor.Simulation;
using ModelMonitor.Tests.Simulation.Requests;

namespace ModelMonitor.Tests.Simulation.Fluid;

/// <summary>Costs and changes, computed by hand.</summary>
public sealed class FleetCostTests
{
    [Fact]
    public void A_pod_costs_from_its_order_and_is_ready_a_cold_start_later()
    {
        var policy = new ScriptedPolicy((_, now) => now < Scene.S(60) ? 2 : 4);
        var result = FluidSimulation.Run(Scene.Steady(0, 10), Scene.Talk, Scene.Pods(2), policy);
        Assert.Equal(((2 * 60) + (4 * 540)) / 3600.0, result.PodHours, 1e-9);
        Assert.Equal(2, Shown(policy, 180).Ready);
        Assert.Equal([Scene.S(60), Scene.S(60)], Shown(policy, 180).StartingSince);
        Assert.Equal(4, Shown(policy, 195).Ready);
        Assert.Empty(Shown(policy, 195).StartingSince);
        Assert.Equal([(Scene.S(180), Scene.S(120)), (Scene.S(180), Scene.S(120))], Shown(policy, 195).Starts);
        Assert.All(policy.Shown.Where(s => s.At > Scene.S(60)), s => Assert.Equal(4, s.Seen.Current));
    }

    [Fact]
    public void Pods_that_start_are_cancelled_first_the_newest_first()
    {
        var policy = new ScriptedPolicy((_, now) => now < Scene.S(60) ? 2 : now < Scene.S(90) ? 3 : now < Scene.S(120) ? 4 : 3);
        var result = FluidSimulation.Run(Scene.Steady(0, 10), Scene.Talk, Scene.Pods(2), policy);
        Assert.Equal([Scene.S(60)], Shown(policy, 135).StartingSince);
        Assert.Equal(((2 * 60) + (3 * 30) + (4 * 30) + (3 * 480)) / 3600.0, result.PodHours, 1e-9);
        Assert.Equal((3, 1), (result.Changes, result.DirectionChanges));
    }

    [Fact]
    public void A_pod_that_goes_costs_until_its_requests_are_done()
    {
        double Hours(double rate) => FluidSimulation.Run(
            Scene.Steady(rate, 20), Scene.Talk, Scene.Pods(8), new ScriptedPolicy((_, now) => now < Scene.S(600) ? 8 : 4)).PodHours;
        var (idle, busy) = (Hours(0), Hours(10));
        Assert.Equal(((8 * 600) + (4 * 601)) / 3600.0, idle, 1e-9); // a second to end
        Assert.InRange((busy - idle) * 3600 / 4, 3, 60);
    }

    [Fact]
    public void Directions_are_counted_where_one_follows_the_other()
    {
        // + − + + − : five changes, three of them turn around; holding in between turns nothing.
        int[] wanted = [2, 4, 4, 3, 3, 5, 6, 6, 2, 2];
        var policy = new ScriptedPolicy((_, now) => wanted[Math.Min(wanted.Length - 1, (int)(now / Scene.S(60)))]);
        var result = FluidSimulation.Run(Scene.Steady(0, 12), Scene.Talk, Scene.Pods(2), policy);
        Assert.Equal((5, 3), (result.Changes, result.DirectionChanges));
        Assert.Equal(3 / (12 / 1440.0), result.DirectionChangesPerDay, 1e-9);
    }

    [Fact]
    public void What_a_policy_wants_is_cut_to_what_the_cluster_gives()
    {
        var options = Scene.Pods(3) with { MinReplicas = 2, MaxReplicas = 5 };
        var policy = new ScriptedPolicy((_, now) => now < Scene.S(300) ? 50 : -1);
        var result = FluidSimulation.Run(Scene.Steady(0, 10), Scene.Talk, options, policy);
        Assert.Equal(5, result.Timeline[3].Wanted);
        Assert.Equal(2, result.Timeline[^1].Wanted);
    }

    private static SeenMetrics Shown(ScriptedPolicy policy, int second) => policy.Shown.First(s => s.At == Scene.S(second)).Seen;
}
