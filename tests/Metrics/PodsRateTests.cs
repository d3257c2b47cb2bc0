using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Metrics;

/// <summary>Rates by hand, by the rules of PromQL's rate(); beside a real Prometheus they stand in tests/Integration/Pods.</summary>
public class PodsRateTests
{
    [Fact]
    public void Samples_near_to_both_ends_stand_for_the_whole_window() =>
        // 30 in 45 s, 5 s to the beginning and 10 s to the end: 30 * 60/45 in 60 s.
        Assert.Equal(40 / 60.0, Rate((5, 100), (20, 110), (35, 120), (50, 130))!.Value, 1e-12);

    [Fact]
    public void Where_the_window_is_not_covered_half_a_distance_is_added() =>
        // 10 in 15 s, 35 s before and 10 s behind: 15 + 7.5 + 10.
        Assert.Equal(10 * 32.5 / 15 / 60, Rate((35, 100), (50, 110))!.Value, 1e-12);

    [Fact]
    public void A_counter_is_not_extended_to_before_it_was_zero() =>
        // 30 in 45 s from 1 on: it was 0 only 1.5 s before.
        Assert.Equal(30 * 56.5 / 45 / 60, Rate((5, 1), (20, 11), (35, 21), (50, 31))!.Value, 1e-12);

    [Fact]
    public void A_reset_counts_from_zero() =>
        // 10, then anew to 5, then 10 more.
        Assert.Equal(25 * 60 / 45.0 / 60, Rate((5, 100), (20, 110), (35, 5), (50, 15))!.Value, 1e-12);

    [Fact]
    public void A_counter_that_stands_still_has_the_rate_zero() => Assert.Equal(0, Rate((5, 7), (20, 7), (35, 7)));

    [Fact]
    public void One_sample_gives_no_rate() => Assert.Null(Rate((5, 7)));

    [Fact]
    public void No_number_among_them_gives_no_number() => Assert.Equal(double.NaN, Rate((5, 7), (20, double.NaN)));

    private static double? Rate(params (int Seconds, double Value)[] samples) => CounterRate.Of(
        [.. samples.Select(s => s.Seconds * 1000L)], [.. samples.Select(s => s.Value)], 0, 60_000);
}
