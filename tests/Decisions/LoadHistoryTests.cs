using System.Collections.Immutable;
using ModelMonitor.Decisions;
using static ModelMonitor.Tests.Decisions.Make;

namespace ModelMonitor.Tests.Decisions;

public class LoadHistoryTests
{
    [Fact]
    public void A_sample_is_remembered_once_and_for_a_window()
    {
        ImmutableArray<LoadSample> history = [];
        for (var i = 0; i <= 10; i++)
        {
            history = LoadHistory.Remember(history, Load(i, 0, 1, At(i * 15)), 1, At((i * 15) + 5));
            history = LoadHistory.Remember(history, Load(i, 0, 1, At(i * 15)), 1, At((i * 15) + 6));
        }

        Assert.Equal([6, 7, 8, 9, 10], history.Select(s => s.Running));
    }

    [Fact]
    public void More_samples_than_the_maximum_push_out_the_oldest()
    {
        ImmutableArray<LoadSample> history = [];
        for (var i = 0; i < 30; i++) history = LoadHistory.Remember(history, Load(i, 0, 1, At(i)), 1, At(i));
        Assert.Equal(Constants.MaxLoadSamples, history.Length);
        Assert.Equal(29, history[^1].Running);
    }

    [Fact]
    public void A_load_known_in_part_is_not_known()
    {
        var load = Load(1, 1, 1, At(0)) with { Waiting = Reading.Unknown(UnknownReason.PartialData) };
        Assert.Empty(LoadHistory.Remember([], load, 1, At(0)));
        Assert.Equal(UnknownReason.PartialData, LoadHistory.WhyUnknown(load, 1, At(0)));
        Assert.Equal(UnknownReason.NoReadyPods, LoadHistory.WhyUnknown(Load(1, 1, 1, At(0)), 0, At(0)));
        Assert.Equal(UnknownReason.Stale, LoadHistory.WhyUnknown(Load(1, 1, 1, At(0)), 1, At(61)));
        Assert.Null(LoadHistory.WhyUnknown(Load(1, 1, 1, At(0)), 1, At(60)));
    }

    [Fact]
    public void The_oldest_part_dates_a_sample_and_the_least_covered_part_its_coverage()
    {
        var load = new LoadReadings(Reading.Of(4, At(10), 0.8), Reading.Of(1, At(5)), Reading.Of(2, At(7), 0.9));
        Assert.Equal(Sample(5, 4, 1, 2, 3, 0.8), Assert.Single(LoadHistory.Remember([], load, 3, At(12))));
    }

    [Fact]
    public void What_an_engine_does_not_tell_of_its_tokens_is_zero_and_what_it_tells_is_kept_while_it_is_fresh()
    {
        var load = Load(4, 1, 2, At(60)) with { InterToken = Reading.Of(0.02, At(60)), OutputTokens = Reading.Of(400, At(-1)) };
        var sample = Assert.Single(LoadHistory.Remember([], load, 1, At(60)));
        Assert.Equal((0.02, 0), (sample.InterToken, sample.OutputTokens));
        Assert.Equal(0, Assert.Single(LoadHistory.Remember([], Load(4, 1, 2, At(60)), 1, At(60))).InterToken);
    }

    [Fact]
    public void Numbers_that_no_server_has_are_cut()
    {
        var sample = Assert.Single(LoadHistory.Remember([], Load(double.MaxValue, -3, 1e300, At(0)), 1, At(0)));
        Assert.Equal((Constants.MostRequests, 0, Constants.MostRequests), (sample.Running, sample.Waiting, sample.Completed));
    }

    [Fact]
    public void Time_in_service_is_what_runs_over_what_is_done()
    {
        Assert.Equal(2, LoadHistory.ServiceTime([Sample(0, 6, completed: 9), Sample(15, 14, completed: 5)]), 9);
        Assert.Equal(0, LoadHistory.ServiceTime(Constant(10, completed: 0)));
        Assert.Equal(Constants.LongestService, LoadHistory.ServiceTime(Constant(10, completed: 1e-9)));
    }
}
