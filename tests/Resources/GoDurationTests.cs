using ModelMonitor.Resources;

namespace ModelMonitor.Tests.Resources;

public sealed class GoDurationTests
{
    [Theory]
    [InlineData("1ms", 1)]
    [InlineData("750ms", 750)]
    [InlineData("1s", 1_000)]
    [InlineData("1.5s", 1_500)]
    [InlineData("0.001s", 1)]
    [InlineData("1m", 60_000)]
    [InlineData("1m1ms", 60_001)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("1s1s", 2_000)]
    [InlineData("0s", 0)]
    public void Reads_what_go_reads(string text, double milliseconds)
    {
        Assert.True(GoDuration.TryParse(text, out var duration));
        Assert.Equal(milliseconds, duration.TotalMilliseconds);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("1")]
    [InlineData("1d")]
    [InlineData("-1s")]
    [InlineData("+1s")]
    [InlineData(".5s")]
    [InlineData("1.s")]
    [InlineData("1 s")]
    [InlineData("1S")]
    [InlineData("1s\n")]
    [InlineData("١s")]
    [InlineData("1us")]
    [InlineData("9999999s")]
    [InlineData("1.0001s")]
    [InlineData("1e3s")]
    public void Refuses_the_rest(string? text) => Assert.False(GoDuration.TryParse(text, out _));

    [Fact]
    public void Refuses_a_text_of_any_length_without_overflow() =>
        Assert.False(GoDuration.TryParse(string.Concat(Enumerable.Repeat("999999h", 100_000)), out _));
}
