using System.Collections.Immutable;
using ModelMonitor.Decisions;
using static ModelMonitor.Tests.Decisions.Make;

namespace ModelMonitor.Tests.Decisions;

public class PodModelTests
{
    /// <summary>12 ms for a token, 0.3 ms more for each request that runs, 200 tokens an answer.</summary>
    private static readonly PodModel Pod = new(0.012, 0.0003, 200, null);

    [Fact]
    public void A_line_is_recovered_from_its_points()
    {
        Assert.True(Line([5, 10, 20, 40], x => 0.012 + (0.0003 * x)).TryFit(out var intercept, out var slope));
        Assert.Equal((0.012, 0.0003), (Math.Round(intercept, 9), Math.Round(slope, 9)));
    }

    [Fact]
    public void Too_few_points_are_no_line()
    {
        var enough = (int)Constants.FitSamples;
        Assert.True(Line([10, 30], x => x, enough).TryFit(out _, out _) || Line([10, 30], x => 1 + x, enough).TryFit(out _, out _));
        Assert.False(Line([10, 30], x => 1 + x, enough - 1).TryFit(out _, out _));
    }

    [Theory]
    [InlineData(0.99, false)]
    [InlineData(1.01, true)]
    public void A_cloud_is_no_line(double spread, bool isLine)
    {
        // Half the points below the mean of 10 and half above: what they are away from it is the standard deviation.
        var away = 10 * Constants.FitSpread * spread;
        Assert.Equal(isLine, Line([10 - away, 10 + away], x => 1 + x).TryFit(out _, out _));
    }

    [Fact]
    public void A_pod_that_gets_faster_with_its_load_or_starts_below_nothing_is_not_believed()
    {
        Assert.False(Line([10, 30], x => 1 - (0.01 * x)).TryFit(out _, out _));
        Assert.False(Line([10, 30], x => -1 + x).TryFit(out _, out _));
    }

    [Fact]
    public void Old_points_fade()
    {
        var fit = Line([10, 30], x => 1 + x).Add(5, 5, Constants.FitTime.TotalSeconds / 2);
        Assert.Equal((Constants.FitSamples / 2) + 1, fit.Weight, 9);
        Assert.Equal(new FitMemory(1, 5, 7, 25, 35), fit.Add(5, 7, 10 * Constants.FitTime.TotalSeconds));
    }

    [Fact]
    public void Requests_leave_faster_from_a_fuller_batch_up_to_a_limit()
    {
        Assert.Equal(20 / (200 * 0.018), Pod.Rate(20), 9);
        Assert.InRange(Pod.Rate(1e9), 0.999 / (200 * 0.0003), 1 / (200 * 0.0003));
    }

    [Theory]
    [InlineData(Indicator.TimeToFirstToken)]
    [InlineData(Indicator.QueueWait)]
    public void A_wait_plans_with_a_share_of_a_full_batch(Indicator indicator)
    {
        var wait = Latency with { Indicator = indicator };
        Assert.Equal(Constants.Utilisation * 64 / (200 * 0.0312), (Pod with { Batch = 64 }).Feasible(wait)!.Value, 9);
        Assert.Equal(Constants.Utilisation / (200 * 0.0003), Pod.Feasible(wait)!.Value, 9);
    }

    [Theory]
    [InlineData(Indicator.InterTokenLatency, 0.018)]
    [InlineData(Indicator.TimePerOutputToken, 0.018)]
    [InlineData(Indicator.RequestLatency, 0.018 * 200)]
    public void A_pace_plans_with_the_batch_that_reaches_its_bound(Indicator indicator, double reached)
    {
        // 18 ms a token are 20 requests at once.
        var pace = Latency with { Indicator = indicator, Bound = reached / Constants.BoundShare };
        Assert.Equal(20 / (200 * 0.018), Pod.Feasible(pace)!.Value, 9);
        Assert.Equal(Constants.Utilisation * Pod.Rate(8), (Pod with { Batch = 8 }).Feasible(pace)!.Value, 9);
        Assert.Equal(Pod.Rate(1), Pod.Feasible(pace with { Bound = reached / 10 })!.Value, 9);
    }

    [Theory]
    [InlineData(Indicator.ErrorRatio)]
    [InlineData(Indicator.GpuUtilization)]
    [InlineData(Indicator.Accuracy)]
    public void The_model_says_nothing_of_what_it_does_not_know(Indicator indicator) =>
        Assert.Null(Pod.Feasible(Latency with { Indicator = indicator }));

    [Fact]
    public void Its_parts_are_learned_from_settled_samples()
    {
        ImmutableArray<LoadSample> history = [Sample(0, 10, completed: 2, ready: 2), Sample(15, 30, completed: 2, ready: 2, interToken: 0.02, outputTokens: 500)];
        var memory = Learn(default, history);
        Assert.Equal(new FitMemory(1, 10, 0.02, 100, 0.2), memory.Fit);
        Assert.Equal((250, null), (memory.Tokens, memory.Batch));
        Assert.Null(memory.Model);
        Assert.Equal(default, Learn(default, history, settled: false));
        Assert.Equal(default, Learn(default, [.. history.Select(s => s with { Coverage = 0.89 })]));

        var later = Learn(memory, [.. history, Sample(30, 30, completed: 2, ready: 2, outputTokens: 700)]);
        Assert.Equal(250 + (100 * 15 / Constants.TokensTime.TotalSeconds), later.Tokens, 9);
        Assert.Equal(memory.Fit, later.Fit);
    }

    [Fact]
    public void The_batch_is_the_largest_of_a_pod_that_was_full()
    {
        Assert.Equal(20, Learn(default, Constant(40, waiting: 2, ready: 2)).Batch);
        Assert.Equal(20, Learn(default(CapacityMemory) with { Batch = 20 }, Constant(30, waiting: 2, ready: 2)).Batch);
        Assert.Null(Learn(default, Constant(40, waiting: 1.9, ready: 2)).Batch);
    }

    [Fact]
    public void A_model_needs_its_line_and_its_tokens()
    {
        var model = Calibrated(batch: 32).Model!.Value;
        Assert.Equal((0.012, 0.0003), (Math.Round(model.Base, 9), Math.Round(model.Slope, 9)));
        Assert.Equal((200, 32), (model.Tokens, model.Batch));
        Assert.Null((Calibrated() with { Tokens = 0 }).Model);
        Assert.Null((Calibrated() with { Fit = default }).Model);
    }

    private static FitMemory Line(double[] at, Func<double, double> y, int count = (int)Constants.FitSamples)
    {
        FitMemory fit = default;
        for (var i = 0; i < count; i++) fit = fit.Add(at[i % at.Length], y(at[i % at.Length]), 0);
        return fit;
    }

    private static CapacityMemory Learn(CapacityMemory memory, ImmutableArray<LoadSample> history, bool settled = true) =>
        Capacity.Learn(memory, [Judged(ObjectiveState.Met, 0.85)], history, settled);
}
