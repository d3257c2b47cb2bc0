using ModelMonitor.Decisions;
using static ModelMonitor.Tests.Decisions.Make;

namespace ModelMonitor.Tests.Decisions;

public class ColdStartTests
{
    [Fact]
    public void A_late_start_is_what_hurts_so_a_high_quantile_counts()
    {
        Assert.Null(ColdStart.Nothing.P90);
        Assert.Equal(Seconds(40), Seen(40).P90);
        Assert.Equal(Seconds(90), Seen(30, 10, 20, 40, 50, 100, 70, 80, 90, 60).P90);
    }

    [Fact]
    public void Only_the_last_starts_count()
    {
        var many = ColdStart.Nothing.Next([.. Enumerable.Range(1, Constants.MaxStarts * 2).Select(i => Start(i, i))], At(1000));
        Assert.Equal(Constants.MaxStarts, many.Took.Length);
        Assert.Equal(Constants.MaxStarts + 1, many.Took.Min());
    }

    [Fact]
    public void Each_counts_once_however_often_its_pod_is_seen()
    {
        var seen = ColdStart.Nothing.Next([Start(10, 40)], At(20));
        seen = seen.Next([Start(10, 40), Start(30, 60)], At(35));
        Assert.Equal([40f, 60f], seen.Next([Start(30, 60), Start(10, 40)], At(50)).Took);
    }

    [Fact]
    public void Odd_starts_are_none()
    {
        var odd = new[]
        {
            Start(1, 0), Start(2, -5), Start(3, Constants.LongestStart.TotalSeconds + 1), Start(100 + Constants.ClockSkew.TotalSeconds + 1, 40),
        };
        Assert.Empty(ColdStart.Nothing.Next(odd, At(100)).Took);
        Assert.Single(ColdStart.Nothing.Next([.. odd, Start(4, Constants.LongestStart.TotalSeconds)], At(100)).Took);
    }

    [Fact]
    public void A_clock_set_back_does_not_stop_the_learning()
    {
        var seen = ColdStart.Nothing.Next([Start(3600, 40)], At(3600)).Next([], At(0));
        Assert.Equal([40f, 60f], seen.Next([Start(10, 60)], At(15)).Took);
    }

    [Fact]
    public void It_sets_how_long_a_surplus_has_to_last_and_is_kept_over_a_restart()
    {
        var observation = Observe(0.3, 8, 0, 4, 2, At(0)) with { Replicas = new(2, 2) { Starts = [Start(-100, 400)] } };
        var state = Pipeline.Decide(Plan(), MonitorState.Start, observation, At(0)).State;
        Assert.Equal(Seconds(400), state.Learned.ColdStart);
        state = Pipeline.Decide(Plan(), MonitorState.Restore([], [], At(0), state.Learned), Observe(0.3, 8, 0, 4, 2, At(15)), At(15)).State;
        Assert.Equal(Seconds(400), state.Learned.ColdStart);
    }

    private static ColdStart Seen(params int[] took) => ColdStart.Nothing.Next([.. took.Select((t, i) => Start(i, t))], At(1000));

    private static PodStart Start(double readyAt, double took) => new(At(readyAt), Seconds(took));
}
