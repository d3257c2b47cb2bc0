using ModelMonitor.Simulation;

namespace ModelMonitor.Tests.Simulation.Requests;

public sealed class ArrivalTests
{
    [Theory]
    [InlineData(0.3, 1)] // more even than Poisson is not believed
    [InlineData(1, 1)]
    [InlineData(3, 3)]
    [InlineData(100, 8)] // nor is more than 8
    public void Gaps_have_the_traces_rate_and_variation(double variation, double expected)
    {
        var (rates, variations) = (new double[200_000], new double[200_000]);
        Array.Fill(rates, 5);
        Array.Fill(variations, variation);
        var times = RequestArrivals.Renewal(new("flat", rates, variations), Scene.One(1, 1), 3).Select(a => a.At.TotalSeconds).ToList();
        var gaps = times.Skip(1).Zip(times, (later, earlier) => later - earlier).ToList();
        var mean = gaps.Average();

        Assert.Equal(0.2, mean, 0.01 * expected * 0.2);
        Assert.Equal(expected, Math.Sqrt(gaps.Average(g => (g - mean) * (g - mean))) / mean, 0.04 * expected);
    }

    [Fact]
    public void The_rate_of_each_second_holds_and_a_silent_one_has_no_arrival()
    {
        var rates = Enumerable.Range(0, 30_000).Select(i => (i % 3) * 4.0).ToArray();
        var arrivals = RequestArrivals.Renewal(new("saw", rates), Scene.Talk, 1).ToList();
        var counts = arrivals.ToLookup(a => (int)a.At.TotalSeconds % 3);

        Assert.Empty(counts[0]);
        Assert.Equal(40_000, counts[1].Count(), 800.0);
        Assert.Equal(80_000, counts[2].Count(), 1200.0);
        Assert.Equal(arrivals.OrderBy(a => a.At), arrivals);
        Assert.Equal(Scene.Talk.MeanPrompt, arrivals.Average(a => a.Size.Prompt), 0.02 * Scene.Talk.MeanPrompt);
    }

    [Fact]
    public void Counts_become_as_many_requests_within_their_second()
    {
        var counts = new ArrivalCounts(Scene.Steady(7, 5), 4);
        var arrivals = RequestArrivals.From(counts, Scene.Talk, 9).ToList();

        Assert.Equal(arrivals.OrderBy(a => a.At), arrivals);
        var bySecond = arrivals.ToLookup(a => (int)a.At.TotalSeconds);
        Assert.Equal(counts.Counts.ToArray(), Enumerable.Range(0, 300).Select(s => bySecond[s].Count()));
    }

    [Fact]
    public void An_Azure_file_gives_its_own_requests()
    {
        const string file = """
            TIMESTAMP,ContextTokens,GeneratedTokens
            2023-11-16 18:17:03.9799600,4808,10
            2023-11-16 18:17:04.0319600,31800,0
            """;
        Assert.Equal(
            [new(TimeSpan.Zero, new(4808, 10)), new(TimeSpan.FromMilliseconds(52), new(8000, 1))],
            RequestArrivals.ReadAzure(new StringReader(file)));

        Assert.Throws<FormatException>(() => RequestArrivals.ReadAzure(new StringReader(file + "\n2023-11-16 18:17:03.0,1,1")));
    }
}
