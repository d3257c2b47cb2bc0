using System.Net;
using System.Text;
using ModelMonitor.Decisions;
using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Metrics.History;

public class RangeQueryTests
{
    private static readonly DateTimeOffset End = new(2026, 1, 1, 0, 10, 0, TimeSpan.Zero);

    private static readonly QueryRange Range = new(End, TimeSpan.FromMinutes(5), 3);

    [Fact]
    public async Task Every_series_is_handed_on_with_its_points_and_what_is_no_number_is_nan()
    {
        var server = StandInServer.Always(Matrix("""
            {"metric":{"le":"1"},"values":[[1767225600,"1"],[1767225900.5,"2.5"],[1767226200,"NaN"]]},
            {"metric":{},"values":[[1767225600,"+Inf"],[1767225900,7],["x","1e3"]]}
            """.Replace("\"x\"", "1767226200", StringComparison.Ordinal)));
        var read = await AskAsync(server);
        Assert.Equal(
            ["1: 0=1 300500=2.5 600000=NaN", ": 0=NaN 300000=NaN 600000=1000"],
            read);
        var (url, _, form) = Assert.Single(server.Requests);
        Assert.Equal("/base/api/v1/query_range", url.AbsolutePath);
        Assert.Equal(("up", "1767225600", "1767226200", "300000ms", "5000ms"), (form["query"], form["start"], form["end"], form["step"], form["timeout"]));
    }

    [Fact]
    public async Task An_answer_may_come_in_any_pieces()
    {
        var body = Matrix("""{"metric":{"le":"0.5"},"values":[[1767225600,"1"],[1767225900,"2"]]},{"metric":{"le":"1"},"values":[]}""");
        var server = new StandInServer(_ => new(HttpStatusCode.OK) { Content = new StreamContent(new SingleByteStream(Encoding.UTF8.GetBytes(body))) });
        Assert.Equal(["0.5: 0=1 300000=2", "1:"], await AskAsync(server));
    }

    [Fact]
    public async Task Native_histograms_are_told_as_such()
    {
        var server = StandInServer.Always(Matrix("""{"metric":{"le":"h"},"histograms":[[1767225600,{"count":"1","buckets":[[1,"0","1","1"]]}]]}"""));
        Assert.Equal(["h: WrongType"], await AskAsync(server));
    }

    [Fact]
    public async Task With_an_offset_earlier_times_are_asked_and_those_that_were_meant_are_told()
    {
        var server = StandInServer.Always(Matrix("""{"metric":{"le":"1"},"values":[[1767225540,"4"]]}"""));
        Assert.Equal(["1: 0=4"], await AskAsync(server, new() { Offset = TimeSpan.FromMinutes(1) }));
        Assert.Equal(("1767225540", "1767226140"), (server.Requests[0].Form["start"], server.Requests[0].Form["end"]));
    }

    [Fact]
    public async Task A_source_with_tenants_is_asked_in_the_namespace_s_name()
    {
        var server = StandInServer.Always(Matrix(""));
        await AskAsync(server, new() { Tenant = new("X-Scope-OrgID", null) });
        Assert.Equal("llm", server.Requests[0].Headers["X-Scope-OrgID"]);
    }

    [Theory]
    [InlineData(StandInServer.Empty, "answered with a vector instead of a matrix")]
    [InlineData("""{"status":"success","data":{"resultType":"scalar","result":[1,"1"]}}""", "answered with a scalar instead of a matrix")]
    [InlineData("""{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"a":1},"values":[]}]}}""", "a label is no string")]
    [InlineData("""{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[["x","1"]]}]}}""", "a point has no time")]
    [InlineData("""{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[1e300,"1"]]}]}}""", "a point has no time")]
    [InlineData("<html>", "something else than the query API")]
    public async Task What_is_no_matrix_is_of_the_wrong_type(string body, string words)
    {
        var failure = await Assert.ThrowsAsync<PrometheusException>(() => AskAsync(StandInServer.Always(body)));
        Assert.Equal(UnknownReason.WrongType, failure.Reason);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, """{"status":"success","warnings":["store down"],"data":{"resultType":"matrix","result":[]}}""", UnknownReason.PartialData)]
    [InlineData(200, """{"status":"error","errorType":"timeout","error":"slow"}""", UnknownReason.SourceUnreachable)]
    [InlineData(400, """{"status":"error","errorType":"bad_data","error":"exceeded maximum resolution of 11,000 points"}""", UnknownReason.BadQuery)]
    [InlineData(403, "no", UnknownReason.SourceRefused)]
    public async Task Failures_have_the_reasons_of_instant_queries(int status, string body, UnknownReason reason) =>
        Assert.Equal(reason, (await Assert.ThrowsAsync<PrometheusException>(() => AskAsync(StandInServer.Always((HttpStatusCode)status, body)))).Reason);

    [Fact]
    public async Task No_more_points_are_read_than_prometheus_gives()
    {
        static string Points(int count) => Matrix($$"""{"metric":{},"values":[{{string.Join(',', Enumerable.Repeat("[1767225600,\"1\"]", count))}}]}""");
        Assert.Single(await AskAsync(StandInServer.Always(Points(11_000))));
        var failure = await Assert.ThrowsAsync<PrometheusException>(() => AskAsync(StandInServer.Always(Points(11_001))));
        Assert.Contains("more than 11000 points", failure.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new QueryRange(End, TimeSpan.FromMinutes(1), 11_001));
    }

    [Fact]
    public async Task An_answer_without_end_is_cut()
    {
        var stream = new EndlessStream(
            """{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[1,"1"]]}""", """,{"metric":{},"values":[[1,"1"]]}""");
        var server = new StandInServer(_ => new(HttpStatusCode.OK) { Content = new StreamContent(stream) });
        Assert.Equal(UnknownReason.Ambiguous, (await Assert.ThrowsAsync<PrometheusException>(() => AskAsync(server))).Reason);
        Assert.InRange(stream.Given, 1 << 20, 2 << 20);
    }

    private static string Matrix(string series) => $$$"""{"status":"success","data":{"resultType":"matrix","result":[{{{series}}}]}}""";

    private static async Task<List<string>> AskAsync(StandInServer server, PrometheusOptions? options = null)
    {
        using var client = server.Client(options ?? new());
        var read = new List<string>();
        await client.QueryRangeAsync(
            "up",
            Range,
            "llm",
            1 << 20,
            s => read.Add($"{s.Labels.GetValueOrDefault("le")}: {s.Fault}{string.Join(' ', s.Points.Select(p => FormattableString.Invariant($"{(p.Time - Range.Start).TotalMilliseconds}={p.Value}")))}".TrimEnd()),
            default);
        return read;
    }
}
