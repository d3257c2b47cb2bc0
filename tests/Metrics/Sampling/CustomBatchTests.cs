using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using ModelMonitor.Decisions;
using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Metrics.Sampling;

public class CustomBatchTests
{
    private const string One = """{"metric":{},"value":[1,"0.93"]}""";

    [Fact]
    public async Task One_series_is_the_value_and_the_query_is_bound_to_the_namespace()
    {
        var server = Server(One);
        var reading = await ReadAsync(server, "sum(good{$pods}) / sum(all{$selector})");
        Assert.True(reading.TryGet(out var value));
        Assert.Equal((0.93, 1.0, new ManualTime().GetUtcNow()), (value, reading.Coverage, reading.SampleTime));
        Assert.Contains("""sum(good{namespace="llm",pod=~"chat-1|chat-2"}) / sum(all{namespace="llm"})""", server.Queries);
    }

    [Theory]
    [InlineData("", UnknownReason.NoData)]
    [InlineData(One + "," + One, UnknownReason.Ambiguous)]
    [InlineData("""{"metric":{},"value":[1,"NaN"]}""", UnknownReason.InvalidValue)]
    [InlineData("""{"metric":{},"value":[1,7]}""", UnknownReason.InvalidValue)]
    public async Task Anything_else_is_unknown(string series, UnknownReason reason) =>
        Assert.Equal(reason, (await ReadAsync(Server(series), "up{$pods}")).Reason);

    [Theory]
    [InlineData("199.9", UnknownReason.TooFewSamples)]
    [InlineData("200", null)]
    [InlineData("NaN", UnknownReason.InvalidValue)]
    public async Task Fewer_samples_than_the_least_are_not_judged(string samples, UnknownReason? reason)
    {
        var server = new StandInServer(q => Answer(q.Contains("events", StringComparison.Ordinal) ? $$"""{"metric":{},"value":[1,"{{samples}}"]}""" : One));
        Assert.Equal(reason, (await ReadAsync(server, "up{$pods}", "sum(events{$selector})", 200)).Reason);
    }

    [Fact]
    public async Task A_query_that_leaves_the_namespace_is_never_sent()
    {
        var server = Server(One);
        var reading = await ReadAsync(server, "sum(up)");
        Assert.Equal(UnknownReason.BadQuery, reading.Reason);
        Assert.StartsWith("query: line 1, column 5", reading.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("sum(up)", server.Queries);
    }

    [Fact]
    public async Task A_failed_query_takes_down_its_own_objective_alone()
    {
        var server = new StandInServer(q => q.Contains("up{", StringComparison.Ordinal)
            ? StandInServer.Answer(HttpStatusCode.UnprocessableEntity, """{"status":"error","errorType":"execution","error":"many-to-many"}""")
            : StandInServer.Answer(HttpStatusCode.OK, new VectorText().Pod("chat-1").Pod("chat-2").ToString()));
        var sample = await SampleAsync(server, TwoPods, new IndicatorQuestion("own", Indicator.Custom, Custom: new("up{$pods}", null)));
        Assert.Equal((UnknownReason.BadQuery, ReadingKind.Value), (sample.Objectives["own"].Reason, sample.Load.Running.Kind));
    }

    [Fact]
    public async Task Without_a_preset_only_own_queries_are_sent()
    {
        var server = Server(One);
        using var client = server.Client();
        var source = new PrometheusSource(client, EngineCatalog.LoadEmbedded(), new ManualTime(), NullLogger.Instance);
        var question = new MonitorQuestion("llm/chat", "llm", "chat", [new("chat-1")], "custom", [new("own", Indicator.Custom, Custom: new("up{$pods}", null)), new("first-token", Indicator.TimeToFirstToken, 0.95)]);
        var sample = (await source.SampleAsync([question], default))["llm/chat"];
        Assert.Single(server.Queries);
        Assert.Equal((ReadingKind.Value, UnknownReason.Unsupported, UnknownReason.Unsupported),
            (sample.Objectives["own"].Kind, sample.Objectives["first-token"].Reason, sample.Load.Running.Reason));
    }

    [Fact]
    public async Task What_waits_at_the_gateway_is_known_with_pods_and_without()
    {
        foreach (var pods in new ReadyPod[][] { [new("chat-1")], [] })
        {
            var server = Server(One);
            var sample = await SampleAsync(server, pods, Wake("sum(queue{$selector})"), FirstToken);
            Assert.True(sample.Load.Queued.TryGet(out var queued), sample.Load.Queued.Detail);
            Assert.Equal((0.93, SamplingLimits.FreshFor(TimeSpan.FromSeconds(15))), (queued, sample.Load.Queued.FreshFor));
            Assert.Equal(["first-token"], sample.Objectives.Keys);
            Assert.Contains("""sum(queue{namespace="llm"})""", server.Queries);
        }
    }

    [Fact]
    public async Task Without_pods_nothing_else_is_asked_nor_known()
    {
        var server = Server(One);
        var sample = await SampleAsync(server, [], Wake("sum(queue{$selector})"), FirstToken, new("own", Indicator.Custom, Custom: new("sum(up{$selector})", null)));
        Assert.Single(server.Queries);
        Assert.Equal([UnknownReason.NoReadyPods, UnknownReason.NoReadyPods], sample.Objectives.Values.Select(r => r.Reason!.Value));
        Assert.Equal(UnknownReason.NoReadyPods, sample.Load.Running.Reason);
    }

    [Theory]
    [InlineData("-1", UnknownReason.InvalidValue)]
    [InlineData("NaN", UnknownReason.InvalidValue)]
    [InlineData(null, UnknownReason.NoData)]
    public async Task A_queue_that_is_no_number_of_requests_is_unknown(string? value, UnknownReason reason)
    {
        var server = Server(value is null ? "" : $$"""{"metric":{},"value":[1,"{{value}}"]}""");
        Assert.Equal(reason, (await SampleAsync(server, [], Wake("sum(queue{$selector})"))).Load.Queued.Reason);
    }

    [Fact]
    public async Task A_queue_that_speaks_of_pods_is_not_asked_while_there_are_none_and_one_that_nobody_asks_is_unsupported()
    {
        var server = Server(One);
        Assert.Equal(UnknownReason.NoReadyPods, (await SampleAsync(server, [], Wake("sum(queue{$pods})"))).Load.Queued.Reason);
        Assert.Equal(UnknownReason.Unsupported, (await SampleAsync(server, [], FirstToken)).Load.Queued.Reason);
        Assert.Empty(server.Queries);
        Assert.Equal(UnknownReason.Unsupported, (await SampleAsync(server, [new("chat-1")], FirstToken)).Load.Queued.Reason);
    }

    private static ReadyPod[] TwoPods { get; } = [new("chat-1"), new("chat-2")];

    private static IndicatorQuestion FirstToken { get; } = new("first-token", Indicator.TimeToFirstToken, 0.95);

    private static IndicatorQuestion Wake(string query) => new(IndicatorQuestion.WakeQuery, Indicator.Custom, Custom: new(query, null));

    private static async Task<MonitorSample> SampleAsync(StandInServer server, ReadyPod[] pods, params IndicatorQuestion[] objectives)
    {
        using var client = server.Client();
        var source = new PrometheusSource(client, EngineCatalog.LoadEmbedded(), new ManualTime(), NullLogger.Instance);
        return (await source.SampleAsync([new("llm/chat", "llm", "chat", pods, "vllm", objectives)], default))["llm/chat"];
    }

    private static StandInServer Server(string series) => new(_ => Answer(series));

    private static HttpResponseMessage Answer(string series) =>
        StandInServer.Answer(HttpStatusCode.OK, $$$"""{"status":"success","data":{"resultType":"vector","result":[{{{series}}}]}}""");

    private static async Task<Reading> ReadAsync(StandInServer server, string query, string? samplesQuery = null, int? minSamples = null) =>
        (await SampleAsync(server, TwoPods, new IndicatorQuestion("own", Indicator.Custom, MinSamples: minSamples, Custom: new(query, samplesQuery)))).Objectives["own"];
}
