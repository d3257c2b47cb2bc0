using ModelMonitor.Decisions;
using static ModelMonitor.Tests.Decisions.Make;

namespace ModelMonitor.Tests.Decisions;

public class NeedTests
{
    [Fact]
    public void The_largest_counts_and_keeps_its_name()
    {
        var other = Latency with { Name = "tokens" };
        Assert.Equal("tokens", ModelMonitor.Decisions.Need.Largest([Need(2.5), Need(4, other), Need(3)])!.Value.Objective.Name);
        Assert.Equal(FirstToken, ModelMonitor.Decisions.Need.Largest([Need(2.5), Need(2.5, other)])!.Value.Objective.Name);
        Assert.Null(ModelMonitor.Decisions.Need.Largest([]));
    }

    [Theory]
    [InlineData(2.5, 0, 0, 3)]
    [InlineData(2.5, 2, 0, 5)]
    [InlineData(2.5, 0, 0.5, 4)]
    [InlineData(10, 1, 0.5, 15)]
    [InlineData(10, 6, 0.5, 16)]
    [InlineData(2 + 1e-12, 0, 0, 2)]
    public void A_reserve_is_pods_or_a_share_whichever_is_more(double exact, int pods, double share, int whole) =>
        Assert.Equal(whole, Need(exact).Whole(Limits() with { ReservePods = pods, ReserveShare = share }));

    [Fact]
    public void No_need_is_beyond_every_cluster() =>
        Assert.Equal(Constants.MostReplicas, Need(double.PositiveInfinity).Whole(Limits() with { ReserveShare = 10 }));

    /// <summary>10 requests a second of 5 a pod at a headroom of 1.4, and 92 waiting on 2 pods: 90 too many for 120 s and the slack.</summary>
    [Fact]
    public void It_is_the_demand_with_its_headroom_and_a_backlog_within_a_start_over_what_a_pod_carries()
    {
        var state = MonitorState.Restore([], [], At(0), new Learned(1.4, 5, Seconds(120)));
        var drain = 90 / (120 + Constants.DrainSlack.TotalSeconds);
        Assert.Equal(10 * 1.4 / 5, Step(state, waiting: 0), 6);
        Assert.Equal(((10 * 1.4) + drain) / 5, Step(state, waiting: 92), 6);
        Assert.Equal(10 * 1.4 / 5, Step(state, waiting: 2), 6);
    }

    [Fact]
    public void A_correction_of_the_capacity_model_counts()
    {
        var headroom = HeadroomMemory.Start(Latency, 1.4) with { PodRate = 5, Correction = 2, At = At(0) };
        Assert.Equal(10 * 1.4 / 10, Step(MonitorState.Start with { Headrooms = [headroom] }, waiting: 0), 6);
    }

    private static double Step(MonitorState state, double waiting)
    {
        // Held at the risk of its bound, the interval itself moves no headroom that matters here.
        var observation = Observe(0.3, 8, waiting, 10, 2, At(0));
        var decision = Pipeline.Decide(Plan(), state with { OutageEnd = At(0), Demand = Known }, observation, At(0)).Decision!;
        return decision.Steps.Single(s => s.Name == "need").Value;
    }

    private static DemandMemory Known => DemandMemory.Nothing with { At = At(-15), Mean = 10, Daily = 10 };
}
