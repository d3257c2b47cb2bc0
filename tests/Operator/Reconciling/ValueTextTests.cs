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
}
