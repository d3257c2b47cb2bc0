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
        var sample = await SampleAsync(server, new IndicatorQuestion("own", Indicator.Custom, Custom: new("up{$pods}", null)));
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

    private static StandInServer Server(string series) => new(_ => Answer(series));

    private static HttpResponseMessage Answer(string series) =>
        StandInServer.Answer(HttpStatusCode.OK, $$$"""{"status":"success","data":{"resultType":"vector","result":[{{{series}}}]}}""");

    private static async Task<Reading> ReadAsync(StandInServer server, string query, string? samplesQuery = null, int? minSamples = null) =>
        (await SampleAsync(server, new("own", Indicator.Custom, MinSamples: minSamples, Custom: new(query, samplesQuery)))).Objectives["own"];

    private static async Task<MonitorSample> SampleAsync(StandInServer server, IndicatorQuestion objective)
    {
        using var client = server.Client();
        var source = new PrometheusSource(client, EngineCatalog.LoadEmbedded(), new ManualTime(), NullLogger.Instance);
        return (await source.SampleAsync([new("llm/chat", "llm", "chat", [new("chat-1"), new("chat-2")], "vllm", [objective])], default))["llm/chat"];
    }
}
