using ModelMonitor.Decisions;
using ModelMonitor.Operator.Reconciling;

namespace ModelMonitor.Tests.Operator.Reconciling;

public sealed class ValueTextTests
{
    [Theory]
    [InlineData(Indicator.TimeToFirstToken, 0.912, "912ms")]
    [InlineData(Indicator.TimeToFirstToken, 1.254, "1.25s")]
    [InlineData(Indicator.InterTokenLatency, 0.0004, "0.4ms")]
    [InlineData(Indicator.RequestLatency, 0, "0ms")]
    [InlineData(Indicator.ErrorRatio, 0.0042, "0.42%")]
    [InlineData(Indicator.KvCacheUse, 0.9, "90%")]
    [InlineData(Indicator.Waiting, 2.5, "2.5")]
    public void Values_carry_their_unit(Indicator indicator, double value, string text) => Assert.Equal(text, ValueText.Of(indicator, value));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.034561, "0.0346")]
    [InlineData(-1.2345, "-1.23")]
    [InlineData(99.996, "100")]
    [InlineData(1234.4, "1234")]
    [InlineData(2.5e300, "2.5e+300")]
    public void Numbers_of_any_size_are_short_and_read_back(double value, string text)
    {
        Assert.Equal(text, ValueText.Number(value));
        Assert.Equal(value, ValueText.Read(text)!.Value, Math.Abs(value) * 0.01);
    }

    [Theory]
    [InlineData(0.634, "63%", 0.63)]
    [InlineData(-0.125, "-13%", -0.13)]
    [InlineData(1, "100%", 1)]
    public void Shares_are_whole_percent_and_read_back(double share, string text, double read)
    {
        Assert.Equal(text, ValueText.Percent(share));
        Assert.Equal(read, ValueText.Read(text)!.Value, 1e-9);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("%")]
    [InlineData("NaN")]
    [InlineData("1e999")]
    [InlineData("1,5")]
    public void What_is_no_number_is_none(string? text) => Assert.Null(ValueText.Read(text));
}
