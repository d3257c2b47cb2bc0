using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ModelMonitor.Decisions;
using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Metrics;

public partial class PrometheusSourceTests
{
    private const string Ttft = "time-to-first-token";

    private static readonly IndicatorQuestion FirstToken = new("first-token", Indicator.TimeToFirstToken, 0.95);

    [Fact]
    public async Task A_pods_load_is_read_with_its_own_sample_time()
    {
        var sample = await Sample(new VectorText().Pod("chat-1", age: 7), Question("chat-1"));
        AssertValue(2, sample.Load.Running);
        AssertValue(1, sample.Load.Waiting);
        AssertValue(0.5, sample.Load.Completed);
        Assert.Equal(new ManualTime().GetUtcNow().AddSeconds(-7), sample.Load.Running.SampleTime);
    }

    [Fact]
    public async Task Only_ready_pods_of_the_monitors_own_namespace_count()
    {
        var answer = new VectorText().Pod("chat-1", running: 3).Pod("chat-2", running: 100).Pod("chat-1", running: 50, ns: "other");
        var samples = await SampleAll(answer, Question("chat-1"), Question(["chat-1"], key: "other/chat", ns: "other"));
        AssertValue(3, samples["llm/chat"].Load.Running);
        AssertValue(50, samples["other/chat"].Load.Running);
    }

    [Fact]
    public async Task Two_models_of_one_namespace_are_told_apart_and_without_a_model_are_added()
    {
        var answer = new VectorText().Pod("chat-1", running: 3, model: "a").Pod("chat-1", running: 4, model: "b");
        var samples = await SampleAll(
            answer,
            Question(["chat-1"], key: "a", model: "a"),
            Question(["chat-1"], key: "b", model: "b"),
            Question(["chat-1"], key: "all"),
            Question(["chat-1"], key: "c", model: "c"));
        AssertValue(3, samples["a"].Load.Running);
        AssertValue(4, samples["b"].Load.Running);
        AssertValue(7, samples["all"].Load.Running);
        AssertUnknown(UnknownReason.NoData, samples["c"].Load.Running);
    }

    [Fact]
    public async Task A_quantile_is_of_all_pods_buckets_together_whatever_way_their_edges_are_written()
    {
        var answer = new VectorText().Pod("chat-1").Pod("chat-2")
            .Buckets(Ttft, "chat-1", "llm", "llama", ("1", 90), ("2", 90), ("+Inf", 90))
            .Buckets(Ttft, "chat-2", "llm", "llama", ("1.0", 0), ("2.0", 10), ("+Inf", 10));
        var sample = await Sample(answer, Question(["chat-1", "chat-2"], FirstToken));
        AssertValue(1.5, sample.Objectives["first-token"]);
    }

    [Fact]
    public async Task No_request_in_the_window_is_a_confirmed_zero_and_an_absent_histogram_is_unknown()
    {
        var idle = new VectorText().Pod("chat-1", running: 0, waiting: 0, completed: 0).Buckets(Ttft, "chat-1", "llm", "llama", ("1", 0), ("+Inf", 0));
        Assert.Equal(ReadingKind.Zero, (await Sample(idle, Question(["chat-1"], FirstToken))).Objectives["first-token"].Kind);
        var absent = new VectorText().Pod("chat-1", running: 0, waiting: 0, completed: 0);
        AssertUnknown(UnknownReason.NoData, (await Sample(absent, Question(["chat-1"], FirstToken))).Objectives["first-token"]);
    }

    [Fact]
    public async Task Metrics_without_a_rate_yet_are_being_collected()
    {
        var answer = new VectorText().Pod("chat-1").Add(Ttft + "/present", "chat-1", 1);
        AssertUnknown(UnknownReason.Collecting, (await Sample(answer, Question(["chat-1"], FirstToken))).Objectives["first-token"]);
    }

    [Theory]
    [InlineData(null, 2.5)]
    [InlineData(2.0, 2.5)]
    [InlineData(2.5, 2.5)]
    [InlineData(2.6, null)]
    public async Task Beyond_the_last_edge_a_breach_stays_visible_and_nothing_else_is_claimed(double? bound, double? above)
    {
        var answer = new VectorText().Pod("chat-1").Buckets(Ttft, "chat-1", "llm", "llama", ("1", 1), ("2.5", 2), ("+Inf", 100));
        var reading = (await Sample(answer, Question(["chat-1"], FirstToken with { Bound = bound }))).Objectives["first-token"];
        if (above is null)
        {
            AssertUnknown(UnknownReason.BeyondBuckets, reading);
        }
        else
        {
            AssertValue(above.Value, reading);
            Assert.True(reading.TryGet(out var value) && value > above, "strictly above the edge");
        }
    }

    [Fact]
    public async Task Coverage_is_carried_and_below_half_the_reading_is_partial()
    {
        var answer = new VectorText().Pod("chat-1").Pod("chat-2");
        var half = await Sample(answer, Question(["chat-1", "chat-2", "chat-3", "chat-4"]));
        AssertValue(4, half.Load.Running);
        Assert.Equal(0.5, half.Load.Running.Coverage);
        var less = await Sample(answer, Question(["chat-1", "chat-2", "chat-3", "chat-4", "chat-5"]));
        AssertUnknown(UnknownReason.PartialData, less.Load.Running);
        Assert.StartsWith("2 of 5 ready pods report; chat-3: no series vllm:num_requests_running", less.Load.Running.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(60, null)]
    [InlineData(61, UnknownReason.Stale)]
    [InlineData(-30, null)]
    [InlineData(-31, UnknownReason.ClockSkew)]
    [InlineData(-1e300, UnknownReason.ClockSkew)]
    [InlineData(1e300, UnknownReason.InvalidValue)]
    public async Task A_sample_counts_only_while_it_is_fresh(double age, UnknownReason? expected)
    {
        var reading = (await Sample(new VectorText().Pod("chat-1", age: age), Question("chat-1"))).Load.Running;
        if (expected is { } reason) AssertUnknown(reason, reading);
        else AssertValue(2, reading);
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("+Inf")]
    [InlineData("-5")]
    [InlineData("1,000")]
    public async Task What_is_no_count_is_invalid_and_nothing_else_with_it(string value)
    {
        var answer = new VectorText().Pod("chat-1").AddText("running", "chat-1", value);
        var sample = await Sample(answer, Question("chat-1"));
        AssertUnknown(UnknownReason.InvalidValue, sample.Load.Running);
        AssertValue(1, sample.Load.Waiting);
    }

    [Theory]
    [InlineData("NaN", "1")]
    [InlineData("-1", "1")]
    [InlineData("1", "one")]
    public async Task A_spoilt_bucket_spoils_the_histogram(string rate, string le)
    {
        var answer = new VectorText().Pod("chat-1").AddText(Ttft, "chat-1", rate, le).Add(Ttft, "chat-1", 1, "+Inf").Add(Ttft, "chat-1", 1, "2");
        AssertUnknown(UnknownReason.InvalidValue, (await Sample(answer, Question(["chat-1"], FirstToken))).Objectives["first-token"]);
    }

    [Fact]
    public async Task A_histogram_without_its_unbounded_bucket_is_invalid()
    {
        var answer = new VectorText().Pod("chat-1").Buckets(Ttft, "chat-1", "llm", "llama", ("1", 1), ("2", 1));
        AssertUnknown(UnknownReason.InvalidValue, (await Sample(answer, Question(["chat-1"], FirstToken))).Objectives["first-token"]);
    }

    [Fact]
    public async Task A_pod_that_is_seen_twice_is_ambiguous()
    {
        var doubled = new VectorText().Pod("chat-1").Add("duplicates", "chat-1", 2);
        AssertUnknown(UnknownReason.Ambiguous, (await Sample(doubled, Question("chat-1"))).Load.Running);
        var bucket = new VectorText().Pod("chat-1").Buckets(Ttft, "chat-1", "llm", "llama", ("1", 1), ("1.0", 1), ("+Inf", 2));
        AssertUnknown(UnknownReason.Ambiguous, (await Sample(bucket, Question(["chat-1"], FirstToken))).Objectives["first-token"]);
    }

    [Fact]
    public async Task Gauges_are_means_per_pod_as_indicators_and_sums_as_load()
    {
        var answer = new VectorText().Pod("chat-1", running: 4, waiting: 0).Pod("chat-2", running: 2, waiting: 3)
            .Add("kv-cache-use", "chat-1", 0.5).Add("kv-cache-use", "chat-2", 0.75);
        var sample = await Sample(answer, Question(
            ["chat-1", "chat-2"],
            new IndicatorQuestion("w", Indicator.Waiting, null),
            new("r", Indicator.InFlight, null),
            new("kv", Indicator.KvCacheUse, null)));
        AssertValue(1.5, sample.Objectives["w"]);
        AssertValue(3, sample.Objectives["r"]);
        AssertValue(0.625, sample.Objectives["kv"]);
        AssertValue(6, sample.Load.Running);
    }

    [Theory]
    [InlineData(0.1, null, 9.0, 0.1 / 9.0)]
    [InlineData(0.1, 1.0, 9.0, 1.1 / 10.0)]
    [InlineData(0.0, null, 9.0, 0.0)]
    [InlineData(0.0, null, 0.0, 0.0)]
    [InlineData(0.0, 1.0, 0.0, 1.0)]
    public async Task Errors_are_failed_and_rejected_requests_among_all(double errors, double? rejected, double completed, double expected)
    {
        var answer = new VectorText().Pod("chat-1", completed: completed).Add("errors", "chat-1", errors);
        if (rejected is { } rate) answer.Add("rejected", "chat-1", rate);
        AssertValue(expected, (await Sample(answer, Question(["chat-1"], new IndicatorQuestion("e", Indicator.ErrorRatio, null)))).Objectives["e"]);
    }

    [Fact]
    public async Task A_version_that_does_not_count_errors_has_no_error_ratio()
    {
        var reading = (await Sample(new VectorText().Pod("chat-1"), Question(["chat-1"], new IndicatorQuestion("e", Indicator.ErrorRatio, null)))).Objectives["e"];
        AssertUnknown(UnknownReason.NoData, reading);
        Assert.Contains("vllm:request_success_total{finished_reason=\"error\"}", reading.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(1.0)]
    [InlineData(double.NaN)]
    public async Task A_latency_needs_a_quantile(double? quantile) =>
        AssertUnknown(
            UnknownReason.BadQuery,
            (await Sample(new VectorText().Pod("chat-1"), Question(["chat-1"], FirstToken with { Quantile = quantile }))).Objectives["first-token"]);

    [Fact]
    public async Task Without_ready_pods_or_engine_nothing_is_asked()
    {
        var server = StandInServer.Always(StandInServer.Empty);
        var samples = await SampleAll(server, Question([], FirstToken), Question(["chat-1"], FirstToken) with { Key = "x", Engine = "no-such" });
        AssertUnknown(UnknownReason.NoReadyPods, samples["llm/chat"].Objectives["first-token"]);
        AssertUnknown(UnknownReason.NoReadyPods, samples["llm/chat"].Load.Completed);
        AssertUnknown(UnknownReason.Unsupported, samples["x"].Objectives["first-token"]);
        Assert.Empty(server.Queries);
    }

    [Theory]
    [InlineData(401, "no", UnknownReason.SourceRefused)]
    [InlineData(400, "no", UnknownReason.BadQuery)]
    [InlineData(200, "<html>", UnknownReason.WrongType)]
    [InlineData(200, """{"status":"success","data":{"resultType":"scalar","result":[1,"1"]}}""", UnknownReason.WrongType)]
    [InlineData(200, """{"status":"success","warnings":["store down"],"data":{"resultType":"vector","result":[]}}""", UnknownReason.PartialData)]
    [InlineData(200, StandInServer.Empty, UnknownReason.NoData)]
    public async Task What_the_source_does_is_the_reason_of_every_reading(int status, string body, UnknownReason reason)
    {
        var sample = (await SampleAll(StandInServer.Always((HttpStatusCode)status, body), Question(["chat-1"], FirstToken)))["llm/chat"];
        Reading[] readings = [sample.Load.Running, sample.Load.Waiting, sample.Load.Completed, sample.Objectives["first-token"]];
        Assert.All(readings, r => AssertUnknown(reason, r));
        Assert.All(readings, r => Assert.False(string.IsNullOrEmpty(r.Detail)));
    }

    [Fact]
    public async Task A_failed_histogram_query_takes_nothing_else_down()
    {
        var server = new StandInServer(q => q.Contains("_bucket", StringComparison.Ordinal)
            ? StandInServer.Answer((HttpStatusCode)422, "too many samples")
            : StandInServer.Answer(HttpStatusCode.OK, new VectorText().Pod("chat-1").ToString()));
        var sample = (await SampleAll(server, Question(["chat-1"], FirstToken)))["llm/chat"];
        AssertUnknown(UnknownReason.BadQuery, sample.Objectives["first-token"]);
        AssertValue(2, sample.Load.Running);
    }

    [Fact]
    public async Task The_number_of_queries_does_not_grow_with_monitors()
    {
        var server = StandInServer.Always(StandInServer.Empty);
        var questions = Enumerable.Range(0, 1000).Select(i => Question(["pod"], FirstToken, new("l", Indicator.RequestLatency, 0.99)) with { Key = $"{i}", Namespace = $"ns-{i}" });
        var samples = await SampleAll(server, [.. questions]);
        Assert.Equal(1000, samples.Count);
        Assert.Equal(3, server.Queries.Count);
        Assert.All(server.Queries, q => Assert.Contains("|ns-999\"", q, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Five_thousand_pods_fit_in_one_answer()
    {
        string[] edges = ["0.001", "0.005", "0.01", "0.02", "0.04", "0.06", "0.08", "0.1", "0.25", "0.5", "0.75", "1.0", "2.5", "5.0", "7.5", "10.0", "20.0", "40.0", "80.0", "160.0", "640.0", "2560.0", "+Inf"];
        var pods = Enumerable.Range(0, 5000).Select(i => $"chat-7d8f9c6b5d-{i:00000}").ToArray();
        var (plain, buckets) = (new VectorText(), new VectorText());
        foreach (var pod in pods)
        {
            plain.Pod(pod, ns: "production-models", model: "meta-llama-3-70b-instruct");
            buckets.Buckets(Ttft, pod, "production-models", "meta-llama-3-70b-instruct", [.. edges.Select((e, i) => (e, i / 22.0))]);
        }

        var (plainText, bucketText) = (plain.ToString(), buckets.ToString());
        Assert.InRange(bucketText.Length, 15 << 20, (int)SamplingLimits.MaxBatchBytes);
        var server = new StandInServer(q => StandInServer.Answer(HttpStatusCode.OK, q.Contains("_bucket", StringComparison.Ordinal) ? bucketText : plainText));
        var sample = (await SampleAll(server, Question(pods, FirstToken) with { Namespace = "production-models" }))["llm/chat"];
        AssertValue(10000, sample.Load.Running);
        Assert.Equal(ReadingKind.Value, sample.Objectives["first-token"].Kind);
    }

    [Fact]
    public async Task Only_a_cancellation_is_thrown()
    {
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();
        using var client = StandInServer.Always(StandInServer.Empty).Client();
        var source = new PrometheusSource(client, EngineCatalog.LoadEmbedded(), new ManualTime(), NullLogger.Instance);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => source.SampleAsync([Question("chat-1")], cancel.Token));
        Assert.Empty(await source.SampleAsync([], default));
    }

    [Fact]
    public async Task A_source_that_stays_down_is_logged_once_counted_each_time_and_then_left_alone()
    {
        var isDown = true;
        var server = new StandInServer(_ => isDown
            ? StandInServer.Answer(HttpStatusCode.InternalServerError, "no")
            : StandInServer.Answer(HttpStatusCode.OK, StandInServer.Empty));
        var name = $"prod-{Guid.NewGuid()}";
        using var client = new PrometheusClient(new() { Name = name, Url = "http://prometheus.test/base" }, new ManualTime(), server);
        var log = new LogBook();
        var time = new ManualTime();
        var source = new PrometheusSource(client, EngineCatalog.LoadEmbedded(), time, log);
        using var counted = new Counted(name);
        for (var i = 0; i < 5; i++)
        {
            var load = (await source.SampleAsync([Question("chat-1")], default))["llm/chat"].Load;
            AssertUnknown(UnknownReason.SourceRefused, load.Running);
            Assert.Equal(i > 2, load.Running.Detail!.EndsWith("; it is asked again within 1 s", StringComparison.Ordinal));
        }

        Assert.Equal(3, server.Queries.Count);
        isDown = false;
        time.Advance(TimeSpan.FromSeconds(1));
        for (var i = 0; i < 2; i++) await source.SampleAsync([Question("chat-1")], default);
        Assert.Equal([LogLevel.Warning, LogLevel.Information], log.Levels);
        Assert.Equal(3, counted["SourceRefused"]);
        Assert.Equal(2, counted["success"]);
    }

    private static MonitorQuestion Question(params string[] pods) => Question(pods, []);

    private static MonitorQuestion Question(string[] pods, params IndicatorQuestion[] objectives) =>
        new("llm/chat", "llm", "chat", [.. pods.Select(p => new ReadyPod(p))], "vllm", objectives);

    private static MonitorQuestion Question(string[] pods, string key, string ns = "llm", string? model = null) =>
        new(key, ns, "chat", [.. pods.Select(p => new ReadyPod(p))], "vllm", [], model);

    private static async Task<MonitorSample> Sample(VectorText answer, MonitorQuestion question) => (await SampleAll(answer, question))[question.Key];

    private static Task<IReadOnlyDictionary<string, MonitorSample>> SampleAll(VectorText answer, params MonitorQuestion[] questions) =>
        SampleAll(StandInServer.Always(answer.ToString()), questions);

    private static async Task<IReadOnlyDictionary<string, MonitorSample>> SampleAll(StandInServer server, params MonitorQuestion[] questions)
    {
        using var client = server.Client();
        return await new PrometheusSource(client, EngineCatalog.LoadEmbedded(), new ManualTime(), NullLogger.Instance).SampleAsync(questions, default);
    }

    private static void AssertValue(double expected, Reading reading)
    {
        Assert.True(reading.TryGet(out var value), $"{reading.Reason}: {reading.Detail}");
        Assert.Equal(expected, value, 9);
    }

    private static void AssertUnknown(UnknownReason reason, Reading reading)
    {
        Assert.Equal(reason, reading.Reason);
        Assert.False(reading.TryGet(out _));
    }

    private sealed class LogBook : ILogger
    {
        public List<LogLevel> Levels { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Levels.Add(logLevel);
    }

    /// <summary>Query counts of one source by result.</summary>
    private sealed class Counted : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly Dictionary<string, long> _counts = [];

        public Counted(string source)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == SourceInstruments.MeterName && instrument.Name == "modelmonitor.source.queries") listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
            {
                var labels = tags.ToArray().ToDictionary(t => t.Key, t => (string)t.Value!);
                if (labels["source"] == source) _counts[labels["result"]] = _counts.GetValueOrDefault(labels["result"]) + value;
            });
            _listener.Start();
        }

        public long this[string result] => _counts.GetValueOrDefault(result);

        public void Dispose() => _listener.Dispose();
    }
}
