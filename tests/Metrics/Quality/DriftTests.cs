using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Metrics.Quality;

public class DriftTests
{
    [Fact]
    public void Equal_shares_are_no_drift()
    {
        Assert.Equal(0, Drift.Psi([1000, 2000, 1000], [1000, 2000, 1000]), 12);
        Assert.Equal(0, Drift.Ks([10, 20, 10], [1000, 2000, 1000]), 12);
    }

    [Fact]
    public void The_index_is_the_sum_over_bins_computed_by_hand()
    {
        // Shares with half an event more per bin: 100.5/401, 300.5/401 against 300.5/401, 100.5/401.
        var (a, b) = (100.5 / 401, 300.5 / 401);
        var expected = ((a - b) * Math.Log(a / b)) + ((b - a) * Math.Log(b / a));
        Assert.Equal(expected, Drift.Psi([100, 300], [300, 100]), 12);
        Assert.InRange(expected, 1.09, 1.1);
    }

    [Fact]
    public void The_distance_is_the_largest_gap_of_the_cumulative_shares() =>
        // 0.1, 0.5, 1 against 0.4, 0.7, 1.
        Assert.Equal(0.3, Drift.Ks([10, 40, 50], [40, 30, 30]), 12);

    [Fact]
    public void An_empty_bin_is_finite_and_small_bins_are_joined()
    {
        Assert.True(double.IsFinite(Drift.Psi([500, 0], [0, 500])));
        // The last two bins hold less than a hundredth of the reference: joined with their neighbour they change nothing.
        Assert.Equal(Drift.Psi([600, 406], [600, 403]), Drift.Psi([600, 400, 5, 1], [600, 400, 1, 2]), 12);
        Assert.Equal(Drift.Psi([606, 400], [603, 400]), Drift.Psi([6, 600, 400], [3, 600, 400]), 12);
    }
}
