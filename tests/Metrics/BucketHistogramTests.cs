using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Metrics;

public class BucketHistogramTests
{
    private const double Inf = double.PositiveInfinity;

    [Theory]
    [InlineData(0.5, 0.75)] // rank 50 of 100: 25 of the 50 between 0.5 and 1
    [InlineData(0.25, 0.5)] // rank 25: exactly at the first edge
    [InlineData(0.1, 0.2)] // rank 10 of the 25 between 0 and 0.5
    [InlineData(0.95, 2.2)] // rank 95: 20 of the 25 between 1 and 2.5
    public void A_quantile_lies_evenly_within_its_bucket(double quantile, double expected)
    {
        var histogram = BucketHistogram.Create([(Inf, 100), (1, 75), (0.5, 25), (2.5, 100)])!;
        Assert.True(histogram.TryQuantile(quantile, out var value, out var isBeyond));
        Assert.Equal(expected, value, 12);
        Assert.False(isBeyond);
    }

    [Fact]
    public void Pods_are_merged_by_their_counts_not_by_averaging_their_quantiles()
    {
        var fast = BucketHistogram.Create([(1, 90), (2, 90), (Inf, 90)])!;
        var slow = BucketHistogram.Create([(1, 0), (2, 10), (Inf, 10)])!;
        Assert.True(BucketHistogram.Merge([fast, slow]).TryQuantile(0.95, out var value, out _));
        Assert.Equal(1.5, value, 12); // 95 of 100: 5 of the 10 between 1 and 2
    }

    [Fact]
    public void Different_edges_are_read_between_before_they_are_added()
    {
        var coarse = BucketHistogram.Create([(2, 10), (Inf, 10)])!;
        var fine = BucketHistogram.Create([(1, 10), (2, 10), (Inf, 10)])!;
        Assert.True(BucketHistogram.Merge([coarse, fine]).TryQuantile(0.75, out var value, out _));
        Assert.Equal(1, value, 12); // at 1 s: 5 of the coarse (half its bucket) and 10 of the fine are 15 of 20
    }

    [Fact]
    public void Beyond_the_last_edge_only_the_edge_is_known()
    {
        var histogram = BucketHistogram.Create([(1, 1), (10, 2), (Inf, 100)])!;
        Assert.True(histogram.TryQuantile(0.95, out var value, out var isBeyond));
        Assert.Equal((10, true), (value, isBeyond));
    }

    [Fact]
    public void Nothing_observed_has_no_quantile() =>
        Assert.False(BucketHistogram.Create([(1, 0), (Inf, 0)])!.TryQuantile(0.5, out _, out _));

    [Fact]
    public void Without_an_unbounded_bucket_the_total_is_not_known() =>
        Assert.Null(BucketHistogram.Create([(1, 0), (2, 1)]));

    [Theory]
    [InlineData(0.5, null, null)]
    [InlineData(0.25000000000000006, null, null)] // 250 ms times 0.001 is not 0.25 to the last bit
    [InlineData(0.3, 0.25, 0.5)]
    [InlineData(0.1, 0.0, 0.25)]
    [InlineData(3, 0.5, Inf)]
    public void A_bound_that_is_no_edge_has_neighbours(double bound, double? below, double? above)
    {
        var neighbours = BucketHistogram.Create([(0.25, 1), (0.5, 2), (Inf, 3)])!.NeighboursOf(bound);
        Assert.Equal((below, above), (neighbours?.Below, neighbours?.Above));
    }

    [Fact]
    public void Bins_of_other_edges_are_read_between_its_own() =>
        Assert.Equal([1.0, 2, 2, 5], BucketHistogram.Create([(1, 1), (3, 5), (Inf, 10)])!.Bins([1, 2, 3]));

    [Fact]
    public void A_count_that_falls_by_rounding_is_taken_as_level()
    {
        var histogram = BucketHistogram.Create([(1, 10), (2, 9.999999), (Inf, 10)])!;
        Assert.True(histogram.TryQuantile(0.99999999, out var value, out var isBeyond));
        Assert.InRange(value, 0.99, 1);
        Assert.False(isBeyond);
    }
}
