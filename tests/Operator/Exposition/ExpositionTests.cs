using System.Diagnostics.Metrics;
using ModelMonitor.Operator.Exposition;

namespace ModelMonitor.Tests.Operator.Exposition;

public sealed class ExpositionTests : IDisposable
{
    private readonly Meter _meter = new("test");
    private readonly LogLines _log = new();
    private readonly PrometheusExposition _exposition;

    public ExpositionTests() => _exposition = new(m => ReferenceEquals(m, _meter), _log);

    public void Dispose()
    {
        _exposition.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void A_counter_adds_up_per_set_of_labels_in_whatever_order_they_come()
    {
        var counter = _meter.CreateCounter<long>("http.requests", "{request}", "Requests \\ answered\nso far.");
        counter.Add(1, new("method", "GET"), new("code", 200));
        counter.Add(2, new("code", 200), new("method", "GET"));
        counter.Add(4, new("code", 500), new("method", "GET"));
        counter.Add(8);
        var scrape = Scrape.Of(_exposition);
        Assert.Equal("counter", scrape.Types["http_requests_total"]);
        Assert.Equal("Requests \\ answered\nso far.", scrape.Helps["http_requests_total"]);
        Assert.Equal(3, scrape["http_requests_total{code=\"200\",method=\"GET\"}"]);
        Assert.Equal(4, scrape["http_requests_total{code=\"500\",method=\"GET\"}"]);
        Assert.Equal(8, scrape["http_requests_total"]);
    }

    [Theory]
    [InlineData("a.b-c", "s", "a_b_c_seconds")]
    [InlineData("a.time_seconds", "s", "a_time_seconds")]
    [InlineData("a.size", "By", "a_size_bytes")]
    [InlineData("a.wait", "ms", "a_wait_milliseconds")]
    [InlineData("a.heat", "Cel", "a_heat_celsius")]
    [InlineData("a.share", "1", "a_share")]
    [InlineData("a.pods", "{pod}", "a_pods")]
    [InlineData("a.pods", null, "a_pods")]
    [InlineData("a.rate", "By/s", "a_rate_By_s")]
    public void Names_are_spelled_as_Prometheus_spells_them(string name, string? unit, string expected)
    {
        _meter.CreateGauge<int>(name, unit).Record(1);
        _meter.CreateCounter<int>("of." + name, unit).Add(1);
        Assert.Equal([expected, $"of_{expected}_total"], OwnNames());
    }

    [Fact]
    public void A_name_that_has_its_suffix_does_not_get_it_twice()
    {
        _meter.CreateCounter<int>("jobs.total").Add(1);
        Assert.Equal(["jobs_total"], OwnNames());
    }

    [Fact]
    public void Labels_are_escaped_and_spelled_as_Prometheus_spells_them()
    {
        _meter.CreateGauge<double>("g").Record(0.1, new("a.path", "C:\\x\n\"y\" é"), new("empty", ""), new("none", null), new("9", true));
        Assert.Equal(0.1, Scrape.Of(_exposition)["g{_9=\"True\",a_path=\"C:\\x\n\"y\" é\"}"]);
    }

    [Fact]
    public void Tags_that_become_the_same_text_are_one_series()
    {
        var counter = _meter.CreateCounter<long>("c");
        counter.Add(1, new KeyValuePair<string, object?>("code", 200));
        counter.Add(2, new KeyValuePair<string, object?>("code", "200"));
        counter.Add(4, new("code", "200"), new("none", null));
        counter.Add(8, new("a.b", "x"), new("a_b", "x"));
        var scrape = Scrape.Of(_exposition);
        Assert.Equal(7, scrape["c_total{code=\"200\"}"]);
        Assert.Equal(8, scrape["c_total{a_b=\"x\"}"]);
    }

    [Fact]
    public void A_histogram_has_cumulative_buckets_whose_bounds_belong_to_them()
    {
        var advice = new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 1, 10] };
        var histogram = _meter.CreateHistogram("latency", "s", "Latency.", null, advice);
        foreach (var value in new[] { 0.1, 0.5, 0.50001, 1, 9, 11, double.NaN, double.PositiveInfinity })
            histogram.Record(value, new KeyValuePair<string, object?>("path", "/"));
        var scrape = Scrape.Of(_exposition);
        Assert.Equal("histogram", scrape.Types["latency_seconds"]);
        Assert.Equal(2, scrape["latency_seconds_bucket{path=\"/\",le=\"0.5\"}"]);
        Assert.Equal(4, scrape["latency_seconds_bucket{path=\"/\",le=\"1\"}"]);
        Assert.Equal(5, scrape["latency_seconds_bucket{path=\"/\",le=\"10\"}"]);
        Assert.Equal(6, scrape["latency_seconds_bucket{path=\"/\",le=\"+Inf\"}"]);
        Assert.Equal(6, scrape["latency_seconds_count{path=\"/\"}"]);
        Assert.Equal(0.1 + 0.5 + 0.50001 + 1 + 9 + 11, scrape["latency_seconds_sum{path=\"/\"}"], 9);
    }

    [Fact]
    public void Buckets_of_whole_numbers_and_of_no_advice_work_too()
    {
        var advice = new InstrumentAdvice<int> { HistogramBucketBoundaries = [10] };
        _meter.CreateHistogram("whole", null, null, null, advice).Record(10);
        _meter.CreateHistogram<long>("plain").Record(3);
        var scrape = Scrape.Of(_exposition);
        Assert.Equal(1, scrape["whole_bucket{le=\"10\"}"]);
        Assert.Equal(0, scrape["plain_bucket{le=\"2.5\"}"]);
        Assert.Equal(1, scrape["plain_bucket{le=\"5\"}"]);
    }

    [Fact]
    public void Every_kind_of_number_is_heard()
    {
        _meter.CreateGauge<byte>("n.byte").Record(1);
        _meter.CreateGauge<short>("n.short").Record(2);
        _meter.CreateGauge<int>("n.int").Record(3);
        _meter.CreateGauge<long>("n.long").Record(4);
        _meter.CreateGauge<float>("n.float").Record(5);
        _meter.CreateGauge<double>("n.double").Record(6);
        _meter.CreateGauge<decimal>("n.decimal").Record(7);
        var scrape = Scrape.Of(_exposition);
        Assert.Equal(28, scrape.Samples.Where(s => s.Key.StartsWith("n_", StringComparison.Ordinal)).Sum(s => s.Value));
    }

    [Fact]
    public void Numbers_outside_of_the_ordinary_are_spelled_as_Prometheus_spells_them()
    {
        var gauge = _meter.CreateGauge<double>("g");
        gauge.Record(double.PositiveInfinity, new KeyValuePair<string, object?>("n", "a"));
        gauge.Record(double.NegativeInfinity, new KeyValuePair<string, object?>("n", "b"));
        gauge.Record(double.NaN, new KeyValuePair<string, object?>("n", "c"));
        gauge.Record(1e300, new KeyValuePair<string, object?>("n", "d"));
        gauge.Record(1.5e-9, new KeyValuePair<string, object?>("n", "e"));
        var scrape = Scrape.Of(_exposition);
        Assert.Equal(
            [double.PositiveInfinity, double.NegativeInfinity, double.NaN, 1e300, 1.5e-9],
            "abcde".Select(n => scrape[$"g{{n=\"{n}\"}}"]));
    }

    [Fact]
    public void A_counter_never_falls_and_an_up_down_counter_may()
    {
        var counter = _meter.CreateCounter<double>("c");
        counter.Add(5);
        counter.Add(-1);
        counter.Add(double.NaN);
        var both = _meter.CreateUpDownCounter<long>("workers");
        both.Add(3);
        both.Add(-2);
        var scrape = Scrape.Of(_exposition);
        Assert.Equal(5, scrape["c_total"]);
        Assert.Equal(1, scrape["workers"]);
        Assert.Equal("gauge", scrape.Types["workers"]);
    }

    [Fact]
    public void Observable_instruments_show_what_they_report_now_and_nothing_older()
    {
        var monitors = new Dictionary<string, int> { ["a"] = 1, ["b"] = 2 };
        _meter.CreateObservableGauge(
            "monitors", () => monitors.Select(m => new Measurement<int>(m.Value, new KeyValuePair<string, object?>("name", m.Key))));
        var total = 10;
        _meter.CreateObservableCounter("seen", () => total);
        Scrape.Of(_exposition);
        monitors.Remove("a");
        total = 25;
        var scrape = Scrape.Of(_exposition);
        Assert.Equal(2, scrape["monitors{name=\"b\"}"]);
        Assert.DoesNotContain("monitors{name=\"a\"}", scrape.Samples.Keys);
        Assert.Equal(25, scrape["seen_total"]);
    }

    [Fact]
    public void An_observable_instrument_that_throws_is_left_out_counted_and_told_once()
    {
        _meter.CreateObservableGauge("bad", new Func<int>(() => throw new InvalidOperationException("mine")));
        _meter.CreateObservableGauge("good", () => 1);
        Assert.Equal(1, Scrape.Of(_exposition)["exposition_callback_errors_total"]);
        var scrape = Scrape.Of(_exposition);
        Assert.Equal(1, scrape["good"]);
        Assert.DoesNotContain("bad", scrape.Types.Keys);
        Assert.Equal(2, scrape["exposition_callback_errors_total"]);
        Assert.Single(_log.Lines);
    }

    [Fact]
    public void Beyond_2_000_series_the_rest_share_one_and_are_counted()
    {
        var counter = _meter.CreateCounter<long>("c");
        for (var i = 0; i < 2_500; i++) counter.Add(1, new KeyValuePair<string, object?>("pod", i));
        var scrape = Scrape.Of(_exposition);
        Assert.Equal(2_001, scrape.Samples.Keys.Count(k => k.StartsWith("c_total{", StringComparison.Ordinal)));
        Assert.Equal(500, scrape["c_total{overflow=\"true\"}"]);
        Assert.Equal(500, scrape["exposition_overflow_total{family=\"c_total\"}"]);
    }

    [Fact]
    public void Ten_thousand_objects_have_a_series_each()
    {
        _meter.CreateObservableGauge("g", () => Enumerable.Range(0, 10_000).Select(i => new Measurement<int>(i, new KeyValuePair<string, object?>("name", i))));
        var scrape = Scrape.Of(_exposition);
        Assert.Equal(10_000, scrape.Samples.Keys.Count(k => k.StartsWith("g{", StringComparison.Ordinal)));
        Assert.Equal(9_999, scrape["g{name=\"9999\"}"]);
    }

    [Fact]
    public void The_series_of_an_object_that_is_gone_can_be_forgotten()
    {
        var counter = _meter.CreateCounter<long>("c");
        foreach (var (ns, name) in new[] { ("x", "a"), ("x", "b"), ("y", "a") }) counter.Add(1, new("namespace", ns), new("name", name));
        _exposition.Forget(new KeyValuePair<string, string>("namespace", "x"), new KeyValuePair<string, string>("name", "a"));
        var scrape = Scrape.Of(_exposition);
        Assert.DoesNotContain("c_total{name=\"a\",namespace=\"x\"}", scrape.Samples.Keys);
        Assert.Equal(1, scrape["c_total{name=\"b\",namespace=\"x\"}"]);
        Assert.Equal(1, scrape["c_total{name=\"a\",namespace=\"y\"}"]);
        counter.Add(5, new("namespace", "x"), new("name", "a"));
        Assert.Equal(5, Scrape.Of(_exposition)["c_total{name=\"a\",namespace=\"x\"}"]);
    }

    [Fact]
    public void Two_types_under_one_name_are_told_and_the_first_stays()
    {
        _meter.CreateGauge<int>("x.total").Record(1);
        _meter.CreateCounter<int>("x").Add(2);
        Assert.Equal(1, Scrape.Of(_exposition)["x_total"]);
        Assert.Contains("x_total", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_expositions_of_two_meters_of_one_name_do_not_mix()
    {
        using var other = new Meter("test");
        using var exposition = new PrometheusExposition(m => ReferenceEquals(m, other), _log);
        _meter.CreateCounter<int>("mine").Add(1);
        other.CreateCounter<int>("yours").Add(1);
        Assert.DoesNotContain("yours_total", Scrape.Of(_exposition).Types.Keys);
        Assert.DoesNotContain("mine_total", Scrape.Of(exposition).Types.Keys);
        Assert.Equal(1, Scrape.Of(exposition)["yours_total"]);
    }

    [Fact]
    public void The_runtimes_own_metrics_are_among_the_operators()
    {
        using var exposition = new PrometheusExposition(PrometheusExposition.OperatorMeters, _log);
        var scrape = Scrape.Of(exposition);
        Assert.Equal("counter", scrape.Types["dotnet_gc_collections_total"]);
        Assert.True(scrape["dotnet_process_memory_working_set_bytes"] > 1_000_000);
        Assert.Equal("counter", scrape.Types["dotnet_process_cpu_time_seconds_total"]);
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public void Recording_into_a_known_series_allocates_nothing()
    {
        var histogram = _meter.CreateHistogram<double>("h");
        void RecordMany()
        {
            for (var i = 0; i < 10_000; i++) histogram.Record(1.5, new("code", "200"), new("method", "GET"));
        }

        RecordMany();
        var before = GC.GetAllocatedBytesForCurrentThread();
        RecordMany();
        // An object has 24 bytes, so one a record would be ten times as much; the runtime takes some by itself when it compiles the loop anew.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 24_000);
    }

    [Fact]
    public async Task Nothing_is_lost_when_many_record_while_one_scrapes()
    {
        var counter = _meter.CreateCounter<long>("c");
        var writers = Enumerable.Range(0, 4).Select(w => Task.Run(() =>
        {
            for (var i = 0; i < 5_000; i++) counter.Add(1, new KeyValuePair<string, object?>("n", i % 50));
        })).ToList();
        while (!writers.TrueForAll(w => w.IsCompleted)) Scrape.Of(_exposition);
        await Task.WhenAll(writers);
        var samples = Scrape.Of(_exposition).Samples;
        Assert.Equal(20_000, samples.Where(s => s.Key.StartsWith("c_total", StringComparison.Ordinal)).Sum(s => s.Value));
    }

    private List<string> OwnNames() =>
        [.. Scrape.Of(_exposition).Types.Keys
            .Where(n => !n.StartsWith("exposition_", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];
}
