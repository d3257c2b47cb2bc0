using ModelMonitor.Simulation;

namespace ModelMonitor.Tests.Simulation;

public sealed class TraceReaderTests
{
    private const string Bins = "t_s,rps,cv_weighted,active_clients\n0,10,2,5\n60,30,4,5\n120,0,0,0\n180,20,1,5\n";

    [Fact]
    public void Steps_hold_the_rate_of_their_bin()
    {
        var trace = TraceReader.ReadBins(new StringReader(Bins), "x");
        Assert.Equal(240, trace.Seconds);
        Assert.Equal([10, 10, 30, 30, 0, 0, 20, 20], At(trace, 0, 59, 60, 119, 120, 179, 180, 239));
        Assert.Equal((2, 4, 1, 1), (trace.Variation(0), trace.Variation(119), trace.Variation(120), trace.Variation(200)));
        Assert.False(trace.IsOutage(150));
        Assert.Equal(15, trace.MeanRate, 1e-9);
        Assert.Equal(30, trace.PeakMinute, 1e-9);
    }

    [Fact]
    public void Lines_run_from_middle_to_middle()
    {
        var trace = TraceReader.ReadBins(new StringReader(Bins), "x", isLinear: true);
        Assert.Equal([10, 10, 20, 30, 15, 0, 20, 20], At(trace, 0, 30, 60, 90, 120, 150, 210, 239));
    }

    [Fact]
    public void Bins_without_a_request_are_outages_with_the_load_in_between()
    {
        var step = TraceReader.ReadBins(new StringReader(Bins), "x", zeroIsOutage: true);
        Assert.Equal([30, 27.5, 25, 22.9], At(step, 119, 120, 150, 175), new Near());
        Assert.Equal([false, true, true, false], new[] { 119, 120, 179, 180 }.Select(step.IsOutage));
        var linear = TraceReader.ReadBins(new StringReader(Bins), "x", isLinear: true, zeroIsOutage: true);
        Assert.Equal([30, 27.5, 25, 22.5], At(linear, 90, 120, 150, 180), new Near());
    }

    [Fact]
    public void Single_requests_are_counted_by_second()
    {
        const string Text = "TIMESTAMP,ContextTokens,GeneratedTokens\r\n2023-11-16 18:17:03.9799600,4808,10\r\n"
            + "2023-11-16 18:17:04.9,110,27\r\n2023-11-16 18:17:05.0,9000,3000\r\n2023-11-16 18:17:06.98,7433,14\r\n";
        var trace = TraceReader.ReadAzure(new StringReader(Text), "x");
        Assert.Equal([1, 2, 0, 1], trace.Rates.ToArray().Select((r, i) => i == 0 ? r - 1 : i == 1 ? r + 1 : r));
        var sizes = RequestSizes.ReadAzure(new StringReader(Text));
        Assert.Equal([new(4808, 10), new(110, 27), new(8000, 2000), new(7433, 14)], sizes.All);
        Assert.Equal((20351 / 4.0, 2051 / 4.0), (sizes.MeanPrompt, sizes.MeanOutput));
    }

    [Theory]
    [InlineData("")]
    [InlineData("time,rps\n0,1\n1,1\n")]
    [InlineData("t_s,rps\n0,1\n")]
    [InlineData("t_s,rps\n0,1\n0,1\n")]
    [InlineData("t_s,rps\n0,1\n10,-1\n")]
    [InlineData("t_s,rps\n0,1\n10,NaN\n")]
    [InlineData("t_s,rps\n0,1\n10,1,1\n")]
    public void What_is_no_trace_is_refused(string text) =>
        Assert.Throws<FormatException>(() => TraceReader.ReadBins(new StringReader(text), "x"));

    [Fact]
    public void A_trace_is_scaled_and_cut()
    {
        var trace = TraceReader.ReadBins(new StringReader(Bins), "x", zeroIsOutage: true).Scale(2).Slice(100, 40);
        Assert.Equal(40, trace.Seconds);
        Assert.Equal([60, 55], At(trace, 19, 20), new Near());
        Assert.Equal((4, false, true), (trace.Variation(0), trace.IsOutage(19), trace.IsOutage(20)));
        Assert.Throws<ArgumentOutOfRangeException>(() => trace.Scale(double.PositiveInfinity));
        Assert.Throws<ArgumentException>(() => new ArrivalTrace("x", [double.NaN]));
    }

    private static double[] At(ArrivalTrace trace, params int[] seconds) => [.. seconds.Select(s => trace.Rates[s])];

    private sealed class Near : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) < 0.2;

        public int GetHashCode(double obj) => 0;
    }
}
