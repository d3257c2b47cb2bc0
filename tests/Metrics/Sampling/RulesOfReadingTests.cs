using Microsoft.Extensions.Logging.Abstractions;
using ModelMonitor.Decisions;
using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Metrics.Sampling;

/// <summary>Rules that need more than a pod's series: the source's history, tenants, other groups of signals.</summary>
public class RulesOfReadingTests
{
    private static readonly IndicatorQuestion FirstToken = new("first-token", Indicator.TimeToFirstToken, 0.95, 1);
    private static readonly DateTimeOffset Now = new ManualTime().GetUtcNow();

    [Theory]
    [InlineData(600, 2, true)]
    [InlineData(600, 3, false)] // 80 % of 4, rounded down: one missed scrape is no restart
    [InlineData(80, 2, false)] // a young pod has no longer history
    [InlineData(91, 2, true)]
    public async Task A_source_with_a_short_history_of_an_old_pod_is_warming_up(int age, int samples, bool isWarmup)
    {
        var answer = new VectorText().Pod("chat-1", samples: samples).Buckets("time-to-first-token", "chat-1", "llm", "llama", ("1", 9), ("2.5", 10), ("+Inf", 10));
        var question = Question(FirstToken) with { Pods = [new("chat-1", Started: Now.AddSeconds(-age))] };
        var sample = await SampleAsync(StandInServer.Always(answer.ToString()), question);
        UnknownReason? reason = isWarmup ? UnknownReason.Warmup : null;
        Assert.Equal((reason, reason), (sample.Load.Completed.Reason, sample.Objectives["first-token"].Reason));
        Assert.Equal(ReadingKind.Value, sample.Load.Running.Kind);
    }

    [Fact]
    public async Task A_bound_between_two_edges_is_told_with_its_neighbours()
    {
        var answer = new VectorText().Pod("chat-1").Buckets("time-to-first-token", "chat-1", "llm", "llama", ("0.75", 5), ("1.0", 9), ("2.5", 10), ("+Inf", 10)).ToString();
        var sample = await SampleAsync(StandInServer.Always(answer), Question(FirstToken, new("odd", Indicator.TimeToFirstToken, 0.5, 0.8)));
        var (name, neighbours) = Assert.Single(sample.OffEdge!);
        Assert.Equal(("odd", 0.75, 1.0), (name, neighbours.Below, neighbours.Above));
        Assert.Null((await SampleAsync(StandInServer.Always(StandInServer.Empty), Question(FirstToken))).OffEdge);
    }

    [Fact]
    public async Task Edges_far_from_every_bound_are_no_longer_asked_for()
    {
        var server = StandInServer.Always(new VectorText().Pod("chat-1").Buckets("time-to-first-token", "chat-1", "llm", "llama", ("0.01", 1), ("0.06", 5), ("1.0", 9), ("160.0", 10), ("640.0", 10), ("+Inf", 10)).ToString());
        using var client = server.Client();
        var source = new PrometheusSource(client, EngineCatalog.LoadEmbedded(), new ManualTime(), NullLogger.Instance);
        await source.SampleAsync([Question(FirstToken)], default);
        await source.SampleAsync([Question(FirstToken)], default);
        var buckets = server.Queries.Where(q => q.Contains("_bucket", StringComparison.Ordinal)).ToList();
        Assert.DoesNotContain(",le=~", buckets[0], StringComparison.Ordinal);
        Assert.Contains(@",le=~""\\+Inf|0\\.01|0\\.06|1\\.0|160\\.0""", buckets[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pod_that_writes_its_edges_otherwise_has_them_asked_for_at_the_next_tick()
    {
        var answer = new VectorText().Pod("chat-1").Buckets("time-to-first-token", "chat-1", "llm", "llama", ("0.5", 9), ("1.0", 9), ("+Inf", 10)).ToString();
        var server = new StandInServer(_ => StandInServer.Answer(System.Net.HttpStatusCode.OK, answer));
        using var client = server.Client();
        var source = new PrometheusSource(client, EngineCatalog.LoadEmbedded(), new ManualTime(), NullLogger.Instance);
        await source.SampleAsync([Question(FirstToken)], default);
        // The new version's edge 1 is not the text that is asked for.
        answer = new VectorText().Pod("chat-1").Buckets("time-to-first-token", "chat-1", "llm", "llama", ("0.5", 9), ("+Inf", 10)).ToString();
        await source.SampleAsync([Question(FirstToken)], default);
        await source.SampleAsync([Question(FirstToken)], default);
        var buckets = server.Queries.Where(q => q.Contains("_bucket", StringComparison.Ordinal)).Select(q => q.Contains(",le=~", StringComparison.Ordinal));
        Assert.Equal([false, true, false], buckets);
    }

    [Fact]
    public async Task An_engine_is_found_by_what_its_pods_expose_and_is_told()
    {
        var server = new StandInServer(q => StandInServer.Answer(System.Net.HttpStatusCode.OK, q.Contains("__name__", StringComparison.Ordinal)
            ? """{"status":"success","data":{"resultType":"vector","result":[{"metric":{"namespace":"llm","pod":"chat-1","__name__":"vllm:num_requests_running"},"value":[1,"1"]}]}}"""
            : new VectorText().Pod("chat-1").ToString()));
        var sample = await SampleAsync(server, Question() with { Engine = null });
        Assert.Equal("vllm", sample.Engine);
        Assert.Equal(ReadingKind.Value, sample.Load.Running.Kind);

        var nothing = await SampleAsync(StandInServer.Always(StandInServer.Empty), Question(FirstToken) with { Engine = null });
        Assert.Equal((null, UnknownReason.EngineNotDetected), (nothing.Engine, nothing.Objectives["first-token"].Reason));
        Assert.Contains("write spec.engine", nothing.Load.Running.Detail, StringComparison.Ordinal);
        var byImage = await SampleAsync(StandInServer.Always(StandInServer.Empty), Question() with { Engine = null, Pods = [new("chat-1", Images: ["vllm/vllm-openai:v0.32"])] });
        Assert.Equal(("vllm", UnknownReason.NoData), (byImage.Engine, byImage.Load.Running.Reason));
    }

    [Fact]
    public async Task Where_exporters_are_silent_only_their_readings_are_unknown()
    {
        var sample = await SampleAsync(StandInServer.Always(new VectorText().Pod("chat-1").ToString()), Question(
            new("heat", Indicator.GpuTemperature), new("cpu", Indicator.CpuUse), new("f1", Indicator.F1), new("drift", Indicator.DriftPsi)));
        Assert.All(sample.Objectives.Values, r => Assert.Equal(UnknownReason.NoData, r.Reason));
        Assert.Equal(ReadingKind.Value, sample.Load.Running.Kind);
    }

    [Fact]
    public async Task What_an_engine_cannot_give_is_refused_with_what_works()
    {
        var sample = await SampleAsync(StandInServer.Always(StandInServer.Empty), Question(FirstToken) with { Engine = "no-such" });
        Assert.Equal(UnknownReason.Unsupported, sample.Objectives["first-token"].Reason);
        Assert.Contains("vllm", sample.Objectives["first-token"].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_with_tenants_is_asked_for_one_namespace_at_a_time_and_one_with_namespaces_for_no_other()
    {
        var server = StandInServer.Always(StandInServer.Empty);
        using var client = new PrometheusClient(
            new() { Name = "prod", Url = "http://prometheus.test/base", Tenant = new("X-Scope-OrgID", null), Namespaces = ["a", "b"] }, new ManualTime(), server);
        var source = new PrometheusSource(client, EngineCatalog.LoadEmbedded(), new ManualTime(), NullLogger.Instance);
        var samples = await source.SampleAsync(
            [.. new[] { "a", "b", "c" }.Select(ns => Question() with { Key = ns, Namespace = ns }), Question() with { Key = "d", Namespace = "a", Engine = null }], default);
        Assert.Equal(UnknownReason.Unsupported, samples["c"].Load.Running.Reason);
        Assert.Equal(3, server.Queries.Count);
        Assert.All(server.Queries, q => Assert.DoesNotContain("a|b", q, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true, null)]
    [InlineData(false, UnknownReason.NoData)] // an older version, or another label: no error is not known to be none
    public async Task Errors_that_are_not_there_are_zero_only_where_a_witness_is(bool isWitnessThere, UnknownReason? reason)
    {
        var answer = new VectorText().Pod("chat-1");
        if (isWitnessThere) answer.Add("errors/witness", "chat-1", 1);
        var sample = await SampleAsync(StandInServer.Always(answer.ToString()), Question(new IndicatorQuestion("errors", Indicator.ErrorRatio)) with { Engine = "sglang" });
        Assert.Equal(reason, sample.Objectives["errors"].Reason);
    }

    [Fact]
    public async Task Where_those_that_wait_are_among_the_running_the_load_is_known_and_their_number_is_not()
    {
        var question = Question(new IndicatorQuestion("queue", Indicator.Waiting)) with { Engine = "dynamo" };
        var seen = await SampleAsync(StandInServer.Always(new VectorText().Pod("chat-1", running: 7).ToString()), question);
        Assert.Equal((ReadingKind.Value, ReadingKind.Zero, UnknownReason.Unsupported), (seen.Load.Running.Kind, seen.Load.Waiting.Kind, seen.Objectives["queue"].Reason));
        Assert.Equal((seen.Load.Running.SampleTime, seen.Load.Running.Coverage), (seen.Load.Waiting.SampleTime, seen.Load.Waiting.Coverage));
        var unseen = await SampleAsync(StandInServer.Always(StandInServer.Empty), question);
        Assert.Equal(UnknownReason.NoData, unseen.Load.Waiting.Reason);
    }

    [Fact]
    public async Task A_mean_whose_total_has_another_name_has_no_data()
    {
        var counted = new VectorText().Pod("chat-1").Add("request-latency/count", "chat-1", 10).Add("request-latency/present", "chat-1", 1);
        var question = Question(new IndicatorQuestion("latency", Indicator.RequestLatency)) with { Engine = "triton" };
        Assert.Equal(UnknownReason.NoData, (await SampleAsync(StandInServer.Always(counted.ToString()), question)).Objectives["latency"].Reason);
        counted.Add("request-latency/total", "chat-1", 5);
        Assert.True((await SampleAsync(StandInServer.Always(counted.ToString()), question)).Objectives["latency"].TryGet(out var mean));
        Assert.Equal(0.5, mean);
    }

    [Fact]
    public void A_reading_of_a_slow_source_counts_for_longer()
    {
        var options = new PrometheusOptions { ScrapeInterval = TimeSpan.FromSeconds(30), Window = TimeSpan.FromSeconds(120), Offset = TimeSpan.FromSeconds(60) };
        Assert.Equal(TimeSpan.FromSeconds(150), ReadingRules.Of(options, Now).FreshFor);
    }

    private static MonitorQuestion Question(params IndicatorQuestion[] objectives) => new("llm/chat", "llm", "chat", [new("chat-1")], "vllm", objectives);

    private static async Task<MonitorSample> SampleAsync(StandInServer server, MonitorQuestion question)
    {
        using var client = server.Client();
        return (await new PrometheusSource(client, EngineCatalog.LoadEmbedded(), new ManualTime(), NullLogger.Instance).SampleAsync([question], default))[question.Key];
    }
}
