using System.Text.Json;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Kubernetes.Runtime;

public sealed class MicroTimeTests
{
    private static readonly DateTimeOffset Whole = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void Exactly_six_fraction_digits_are_written_whatever_the_time()
    {
        Assert.Equal("2026-01-02T03:04:05.000000Z", new MicroTime(Whole).ToString());
        Assert.Equal("2026-01-02T03:04:05.123456Z", new MicroTime(Whole.AddTicks(1_234_567)).ToString());
        Assert.Equal("2026-01-02T01:04:05.000000Z", new MicroTime(new(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2))).ToString());
    }

    [Fact]
    public void What_is_written_is_read_back_the_same()
    {
        var time = new MicroTime(Whole.AddTicks(1_234_567));
        Assert.Equal(time, MicroTime.Parse(time.ToString()));
        Assert.Equal(time, MicroTime.Parse("2026-01-02T05:04:05.123456+02:00"));
        Assert.Equal(time.Value, Whole.AddTicks(1_234_560));
    }

    [Theory]
    [InlineData("\"2026-01-02T03:04:05Z\"")]
    [InlineData("\"2026-01-02T03:04:05.1234567Z\"")]
    [InlineData("\"2026-01-02T03:04:05.123456\"")]
    [InlineData("\"2026-01-02 03:04:05.123456Z\"")]
    [InlineData("17")]
    public void Every_other_form_is_refused(string json) =>
        Assert.Throws<JsonException>(() => Read(json));

    private static void Read(string json)
    {
        var reader = new Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(json));
        reader.Read();
        new MicroTime.Converter().Read(ref reader, typeof(MicroTime), JsonSerializerOptions.Default);
    }
}
