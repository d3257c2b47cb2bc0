using ModelMonitor.Kubernetes;
using ModelMonitor.Resources;

namespace ModelMonitor.Tests.Resources;

public sealed class BoundTests
{
    [Theory]
    [InlineData(IndicatorNames.TimeToFirstToken, "750ms", 0.75)]
    [InlineData(IndicatorNames.RequestLatency, "1h", 3600)]
    [InlineData(IndicatorNames.ErrorRatio, "1%", 0.01)]
    [InlineData(IndicatorNames.ErrorRatio, "0.0001%", 0.000001)]
    [InlineData(IndicatorNames.KvCacheUse, "99.9%", 0.999)]
    [InlineData(IndicatorNames.Waiting, "2.5", 2.5)]
    [InlineData(IndicatorNames.InFlight, "999999.999", 999999.999)]
    public void Reads_a_text_in_the_base_unit(string indicator, string text, double bound) =>
        Assert.Equal(bound, Bound.Parse(indicator, IntOrString.FromString(text)));

    [Fact]
    public void Reads_a_count_from_an_integer() => Assert.Equal(5, Bound.Parse(IndicatorNames.Waiting, IntOrString.FromInteger(5)));

    [Theory]
    [InlineData("unheard-of", "1s")]
    [InlineData(IndicatorNames.Waiting, "NaN")]
    [InlineData(IndicatorNames.ErrorRatio, "100%")]
    [InlineData(IndicatorNames.QueueWait, "2h")]
    public void Says_which_text_is_no_bound_of_what(string indicator, string text)
    {
        var e = Assert.Throws<FormatException>(() => Bound.Parse(indicator, IntOrString.FromString(text)));
        Assert.Equal($"'{text}' is no bound of {indicator}", e.Message);
    }

    [Fact]
    public void An_unset_value_is_no_bound()
    {
        Assert.False(Bound.TryParse(IndicatorNames.QueueWait, default, out _));
        Assert.False(Bound.TryParse(IndicatorNames.ErrorRatio, default, out _));
        Assert.False(Bound.TryParse(IndicatorNames.Waiting, default, out _));
    }

    [Theory]
    [InlineData(null, 0.95)]
    [InlineData("p50", 0.5)]
    [InlineData("p95", 0.95)]
    [InlineData("p99.9", 0.999)]
    public void A_quantile_is_a_share(string? text, double share) => Assert.Equal(share, Quantile.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("p")]
    [InlineData("95")]
    [InlineData("p0")]
    [InlineData("p100")]
    [InlineData("p-5")]
    [InlineData("pNaN")]
    public void What_is_no_quantile_is_refused(string text) => Assert.Throws<FormatException>(() => Quantile.Parse(text));

    [Fact]
    public void Only_latencies_and_errors_are_always_good_when_low()
    {
        string[] low = ["time-to-first-token", "inter-token-latency", "time-per-output-token", "request-latency", "queue-wait", "error-ratio"];
        Assert.All(low, name => Assert.True(IndicatorNames.IsGoodWhenLow(name)));
        Assert.All(["kv-cache-use", "waiting", "in-flight", "unheard-of"], name => Assert.False(IndicatorNames.IsGoodWhenLow(name)));
    }

    [Fact]
    public void Latencies_and_the_queue_ask_for_replicas_by_default()
    {
        string[] asking = ["time-to-first-token", "inter-token-latency", "time-per-output-token", "request-latency", "queue-wait", "waiting"];
        Assert.All(asking, name => Assert.True(IndicatorNames.MayScaleByDefault(name)));
        Assert.All(["error-ratio", "kv-cache-use", "in-flight", "unheard-of"], name => Assert.False(IndicatorNames.MayScaleByDefault(name)));
    }
}
