using ModelMonitor.Simulation;

namespace ModelMonitor.Tests.Simulation;

public sealed class ArrivalCountsTests
{
    private const int Seconds = 200_000;

    [Theory]
    [InlineData(30, 1, 1)]
    [InlineData(0.5, 1, 1)]
    [InlineData(30, 3, 3)]
    [InlineData(100, 2, 2)]
    [InlineData(30, 0.2, 1)]
    [InlineData(30, 500, 8)]
    public void Counts_have_the_traces_mean_and_the_variance_of_its_burstiness(double rate, double variation, double counted)
    {
        var trace = new ArrivalTrace("x", [.. Enumerable.Repeat(rate, Seconds)], [.. Enumerable.Repeat(variation, Seconds)]);
        var counts = new ArrivalCounts(trace, 7).Counts.ToArray();
        var mean = counts.Average();
        var variance = counts.Average(c => (c - mean) * (c - mean));
        var error = 5 * counted / Math.Sqrt(rate * Seconds);
        Assert.InRange(mean / rate, 1 - error, 1 + error);
        Assert.InRange(variance / mean / (counted * counted), 0.94, 1.06);
    }

    [Fact]
    public void A_seed_gives_the_same_arrivals_on_every_machine()
    {
        var trace = new ArrivalTrace("x", [5, 50, 500, 0], [1, 2, 3, 4]);
        var (one, again, other) = (new ArrivalCounts(trace, 1), new ArrivalCounts(trace, 1), new ArrivalCounts(trace, 2));
        Assert.Equal(one.Counts.ToArray(), again.Counts.ToArray());
        Assert.Equal(one.Rates.ToArray(), again.Rates.ToArray());
        Assert.NotEqual(one.Counts.ToArray(), other.Counts.ToArray());
        Assert.Equal(0, one.Counts[3]);
        Assert.Equal([6, 40, 486, 0], one.Counts.ToArray());
    }
}
