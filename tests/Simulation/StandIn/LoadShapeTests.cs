using ModelMonitor.ModelServer.Load;

namespace ModelMonitor.Tests.Simulation.StandIn;

public sealed class LoadShapeTests
{
    [Fact]
    public void Arrivals_follow_the_rate_of_each_step()
    {
        var shape = LoadShape.Steps(S(3000), (S(0), 2), (S(1000), 0), (S(2000), 10));
        var arrivals = shape.Arrivals(new Random(7)).ToList();

        Assert.Equal(arrivals.Order(), arrivals);
        // Four standard deviations of a Poisson count.
        Assert.InRange(arrivals.Count(a => a < S(1000)), 2000 - 4 * 45, 2000 + 4 * 45);
        Assert.DoesNotContain(arrivals, a => a >= S(1000) && a < S(2000));
        Assert.InRange(arrivals.Count(a => a >= S(2000)), 10_000 - 4 * 100, 10_000 + 4 * 100);
        Assert.True(arrivals[^1] < S(3000));
    }

    [Fact]
    public void Gaps_between_arrivals_are_exponential()
    {
        var arrivals = LoadShape.Constant(5, S(10_000)).Arrivals(new Random(7)).Select(a => a.TotalSeconds).ToList();
        var gaps = arrivals.Zip(arrivals.Skip(1), (a, b) => b - a).ToList();
        var mean = gaps.Average();
        var variance = gaps.Average(g => (g - mean) * (g - mean));

        Assert.Equal(0.2, mean, 0.005);
        Assert.Equal(1, Math.Sqrt(variance) / mean, 0.03);
        Assert.Equal(Math.Exp(-1), gaps.Count(g => g > 0.2) / (double)gaps.Count, 0.01);
    }

    [Fact]
    public void The_same_seed_gives_the_same_arrivals()
    {
        var shape = LoadShape.Constant(5, S(100));
        Assert.Equal(shape.Arrivals(new Random(3)), shape.Arrivals(new Random(3)));
        Assert.NotEqual(shape.Arrivals(new Random(3)), shape.Arrivals(new Random(4)));
    }

    [Fact]
    public void A_trace_is_read_and_its_last_line_lasts_as_long_as_the_one_before()
    {
        var shape = LoadShape.ReadCsv(Repository.PathOf("tests", "ModelServer", "traces", "azure2023_code_10s.csv"));

        Assert.Equal(1.2, shape.RateAt(S(5)));
        Assert.Equal(4.6, shape.RateAt(S(30)));
        Assert.Equal(S(600), shape.Duration);
        Assert.Equal(0, shape.RateAt(S(600)));
    }

    [Fact]
    public void Scaling_a_shape_changes_rates_and_times()
    {
        var shape = LoadShape.Steps(S(100), (S(0), 1), (S(50), 4)).Scale(rateFactor: 2, timeFactor: 0.1);

        Assert.Equal(S(10), shape.Duration);
        Assert.Equal((2.0, 8.0), (shape.RateAt(S(4.9)), shape.RateAt(S(5))));
    }

    [Theory]
    [InlineData("t_s,rps\n0,1\n10\n")]
    [InlineData("t_s,rps\n0,1\n10,x\n")]
    [InlineData("t_s,rps\n0,1\n")]
    public void A_trace_that_says_too_little_is_refused(string text)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, text);
            Assert.Throws<FormatException>(() => LoadShape.ReadCsv(file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Shapes_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentException>(() => LoadShape.Constant(-1, S(1)));
        Assert.Throws<ArgumentException>(() => LoadShape.Constant(double.NaN, S(1)));
        Assert.Throws<ArgumentException>(() => LoadShape.Constant(1, S(0)));
        Assert.Throws<ArgumentException>(() => LoadShape.Steps(S(9), (S(1), 1)));
        Assert.Throws<ArgumentException>(() => LoadShape.Steps(S(9), (S(0), 1), (S(0), 2)));
    }

    [Fact]
    public void Sizes_have_the_mean_and_the_spread_asked_for()
    {
        var random = new Random(7);
        var sizes = new TokenSizes { PromptMean = 300, PromptVariation = 0.8, OutputMean = 50, OutputVariation = 0, PromptMax = 100_000 };
        var drawn = Enumerable.Range(0, 50_000).Select(_ => sizes.Next(random)).ToList();
        var mean = drawn.Average(d => (double)d.Prompt);

        Assert.Equal(300, mean, 5.0);
        Assert.Equal(0.8, Math.Sqrt(drawn.Average(d => (d.Prompt - mean) * (d.Prompt - mean))) / mean, 0.03);
        Assert.All(drawn, d => Assert.Equal(50, d.Output));
    }

    private static TimeSpan S(double seconds) => TimeSpan.FromSeconds(seconds);
}
