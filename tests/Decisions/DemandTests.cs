using System.Collections.Immutable;
using ModelMonitor.Decisions;
using static ModelMonitor.Tests.Decisions.Make;

namespace ModelMonitor.Tests.Decisions;

public class DemandTests
{
    [Fact]
    public void A_steady_load_needs_what_is_running() =>
        Assert.Equal(new Demand(10, 0, false), Demand.Estimate(Constant(10, completed: 5)));

    [Fact]
    public void A_growing_queue_adds_the_arrivals_that_nobody_serves()
    {
        // Full batches: 10 running, 5/s done, so 2 s each; the queue grows by 5/s, so 10/s arrive and need 20 at once.
        ImmutableArray<LoadSample> history = [Sample(0, 10, 0, 5), Sample(15, 10, 75, 5), Sample(30, 10, 150, 5)];
        var demand = Demand.Estimate(history);
        Assert.Equal(20, demand.InService, 6);
        Assert.Equal(150 * 2 / 180.0, demand.Drain, 6);
    }

    [Fact]
    public void Full_pods_that_only_work_off_a_backlog_are_no_demand_of_their_own()
    {
        // 5/s are done and 4/s of them are backlog: 1/s arrives and needs 2, the rest of the queue its share of the drain.
        ImmutableArray<LoadSample> history = [Sample(0, 10, 210, 5), Sample(15, 10, 150, 5), Sample(30, 10, 90, 5)];
        var demand = Demand.Estimate(history);
        Assert.Equal(2, demand.InService, 6);
        Assert.Equal(1, demand.Drain, 6);
    }

    [Fact]
    public void What_two_samples_saw_running_is_needed_and_one_alone_may_be_noise()
    {
        Assert.Equal(12, Demand.Estimate([Sample(0, 2, 0, 5), Sample(15, 2, 0, 5), Sample(30, 14, 0, 5), Sample(45, 12, 0, 5)]).InService, 6);
        Assert.True(Demand.Estimate([Sample(0, 6, 0, 5), Sample(15, 6, 0, 5), Sample(30, 6, 0, 5), Sample(45, 12, 0, 5)]).InService < 10);
    }

    [Fact]
    public void At_the_start_of_a_burst_no_long_service_time_is_invented()
    {
        // 60 requests came at once and nearly none is done: at most twice what is there.
        ImmutableArray<LoadSample> history = [Sample(0, 0, 0, 0.1), Sample(15, 60, 20, 0.1)];
        Assert.Equal(160, Demand.Estimate(history).InService, 6);
    }

    [Fact]
    public void Without_a_finished_request_it_needs_what_is_there() =>
        Assert.Equal(new Demand(30, 0, false), Demand.Estimate([Sample(0, 10, 20, 0)]));

    [Fact]
    public void Zero_needs_every_part_to_be_zero()
    {
        Assert.True(Demand.Estimate([Sample(0, 0, 0, 0)]).IsZero);
        Assert.False(Demand.Estimate([Sample(0, 0, 0, 0.2)]).IsZero);
        Assert.False(Demand.Estimate([Sample(0, 0, 1, 0)]).IsZero);
        Assert.False(Demand.Estimate([Sample(0, 1, 0, 0)]).IsZero);
    }

    [Fact]
    public void The_drain_never_exceeds_the_queue() =>
        Assert.Equal(5, Demand.Estimate([Sample(0, 100, 5, 0.1)]).Drain, 6);

    [Fact]
    public void A_sample_is_remembered_once_and_for_a_window()
    {
        ImmutableArray<LoadSample> history = [];
        for (var i = 0; i <= 10; i++)
        {
            history = Demand.Remember(history, Load(i, 0, 1, At(i * 15)), 1, At((i * 15) + 5));
            history = Demand.Remember(history, Load(i, 0, 1, At(i * 15)), 1, At((i * 15) + 6));
        }

        Assert.Equal([6, 7, 8, 9, 10], history.Select(s => s.Running));
    }

    [Fact]
    public void More_samples_than_the_maximum_push_out_the_oldest()
    {
        ImmutableArray<LoadSample> history = [];
        for (var i = 0; i < 30; i++) history = Demand.Remember(history, Load(i, 0, 1, At(i)), 1, At(i));
        Assert.Equal(Constants.MaxLoadSamples, history.Length);
        Assert.Equal(29, history[^1].Running);
    }

    [Fact]
    public void A_load_known_in_part_is_not_known()
    {
        var load = Load(1, 1, 1, At(0)) with { Waiting = Reading.Unknown(UnknownReason.PartialData) };
        Assert.Empty(Demand.Remember([], load, 1, At(0)));
        Assert.Equal(UnknownReason.PartialData, Demand.WhyUnknown(load, 1, At(0)));
        Assert.Equal(UnknownReason.NoReadyPods, Demand.WhyUnknown(Load(1, 1, 1, At(0)), 0, At(0)));
        Assert.Equal(UnknownReason.Stale, Demand.WhyUnknown(Load(1, 1, 1, At(0)), 1, At(61)));
        Assert.Null(Demand.WhyUnknown(Load(1, 1, 1, At(0)), 1, At(60)));
    }
}
