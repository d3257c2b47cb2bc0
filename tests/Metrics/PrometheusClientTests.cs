using System.Net;
using System.Text;
using ModelMonitor.Decisions;
using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Metrics;

public class PrometheusClientTests
{
    private const long MaxBytes = 4 << 20;

    [Theory]
    [InlineData("1", 1)]
    [InlineData("0", 0)]
    [InlineData("-5", -5)]
    [InlineData("1.5e-05", 1.5e-05)]
    [InlineData("1e+06", 1e6)]
    public async Task A_number_is_read(string text, double expected)
    {
        var samples = await Query(StandInServer.Always(Vector($"\"{text}\"")));
        Assert.Equal((expected, null), Assert.Single(samples));
    }

    [Theory]
    [InlineData("\"NaN\"")]
    [InlineData("\"+Inf\"")]
    [InlineData("\"-Inf\"")]
    [InlineData("\"Inf\"")]
    [InlineData("\"1e309\"")]
    [InlineData("\"1,000\"")]
    [InlineData("\" 1\"")]
    [InlineData("\"+1\"")]
    [InlineData("\"1E5\"")]
    [InlineData("\"0x10\"")]
    [InlineData("\"1.2.3\"")]
    [InlineData("\"\"")]
    [InlineData("null")]
    [InlineData("1")]
    [InlineData("[\"1\"]")]
    [InlineData("{\"a\":\"1\"}")]
    public async Task What_is_no_finite_number_is_never_one(string json)
    {
        var samples = await Query(StandInServer.Always(Vector(json)));
        Assert.Equal((0, UnknownReason.InvalidValue), Assert.Single(samples));
    }

    [Fact]
    public async Task A_series_without_a_value_has_none()
    {
        var samples = await Query(StandInServer.Always("""{"status":"success","data":{"resultType":"vector","result":[{"metric":{}}]}}"""));
        Assert.Equal(UnknownReason.InvalidValue, Assert.Single(samples).Fault);
    }

    [Fact]
    public async Task A_native_histogram_spoils_only_its_own_series()
    {
        var samples = await Query(StandInServer.Always("""
            {"status":"success","data":{"resultType":"vector","result":[
              {"metric":{"pod":"a"},"histogram":[1,{"count":"1","sum":"2","buckets":[[0,"1","2","3"]]}]},
              {"metric":{"pod":"b"},"value":[1,"7"]}]}}
            """));
        Assert.Equal([(0, UnknownReason.WrongType), (7, null)], samples);
    }

    [Theory]
    [InlineData("""{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[1,"1"]]}]}}""")]
    [InlineData("""{"status":"success","data":{"result":[{"metric":{},"values":[[1,"1"]]}],"resultType":"matrix"}}""")]
    [InlineData("""{"status":"success","data":{"resultType":"scalar","result":[1,"1"]}}""")]
    [InlineData("""{"status":"success","data":{"resultType":"string","result":[1,"1"]}}""")]
    [InlineData("""{"status":"success","data":{"result":[]}}""")]
    [InlineData("""{"data":{"resultType":"vector","result":[]}}""")]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[{"metric":{"pod":7},"value":[1,"1"]}]}}""")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("<html>log in</html>")]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[""")]
    public async Task Anything_but_a_vector_is_of_the_wrong_type(string body) =>
        Assert.Equal(UnknownReason.WrongType, (await Failure(StandInServer.Always(body))).Reason);

    [Fact]
    public async Task Deep_json_is_refused()
    {
        var body = """{"status":"success","x":""" + new string('[', 20_000);
        Assert.Equal(UnknownReason.WrongType, (await Failure(StandInServer.Always(body))).Reason);
    }

    [Theory]
    [InlineData(400, """{"status":"error","errorType":"bad_data","error":"1:5: parse error"}""", UnknownReason.BadQuery, "bad_data: 1:5: parse error")]
    [InlineData(422, """{"status":"error","errorType":"execution","error":"too many samples"}""", UnknownReason.BadQuery, "too many samples")]
    [InlineData(200, """{"status":"error","errorType":"bad_data","error":"no"}""", UnknownReason.BadQuery, "no")]
    [InlineData(200, """{"status":"error","errorType":"internal","error":"no"}""", UnknownReason.SourceRefused, "no")]
    [InlineData(503, """{"status":"error","errorType":"timeout","error":"query timed out"}""", UnknownReason.SourceUnreachable, "timed out")]
    [InlineData(503, "starting", UnknownReason.SourceRefused, "503 with: starting")]
    [InlineData(502, "<html><body>Bad Gateway</body></html>", UnknownReason.SourceRefused, "502 with an HTML page")]
    [InlineData(500, "", UnknownReason.SourceRefused, "500 with no words")]
    [InlineData(401, "Unauthorized", UnknownReason.SourceRefused, "401")]
    [InlineData(403, """{"status":"error","errorType":"bad_data","error":"no"}""", UnknownReason.SourceRefused, "403")]
    [InlineData(404, "404 page not found", UnknownReason.SourceRefused, "404")]
    [InlineData(429, "slow down", UnknownReason.SourceRefused, "429 with: slow down")]
    [InlineData(400, "plain", UnknownReason.BadQuery, "400 with: plain")]
    public async Task A_refusal_says_why(int status, string body, UnknownReason reason, string words)
    {
        var failure = await Failure(StandInServer.Always((HttpStatusCode)status, body, "text/html"));
        Assert.Equal(reason, failure.Reason);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
        Assert.StartsWith("source prod ", failure.Message, StringComparison.Ordinal);
        if (status != 200) Assert.Equal(status, failure.StatusCode);
    }

    [Fact]
    public async Task A_servers_words_are_cut_and_cleaned()
    {
        var failure = await Failure(StandInServer.Always(HttpStatusCode.InternalServerError, "a\r\n\u001b[31mb\0\u202e" + new string('ä', 5000)));
        Assert.Contains("a [31mb ää", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(failure.Message, c => char.IsControl(c));
        Assert.InRange(Encoding.UTF8.GetByteCount(failure.Message), 900, 1100);
    }

    [Theory]
    [InlineData("""["a store did not answer"]""", UnknownReason.PartialData)]
    [InlineData("""["PromQL info: metric might not be a counter","PromQL warning: bucket label \"le\" is missing"]""", null)]
    [InlineData("[]", null)]
    public async Task Only_a_warning_about_missing_data_makes_an_answer_partial(string warnings, UnknownReason? expected)
    {
        var server = StandInServer.Always(
            $$$"""{"status":"success","warnings":{{{warnings}}},"infos":["x"],"data":{"resultType":"vector","result":[{"metric":{},"value":[1,"1"]}]}}""");
        if (expected is null) Assert.Single(await Query(server));
        else Assert.Equal(expected, (await Failure(server)).Reason);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        var server = new StandInServer(_ => new(HttpStatusCode.Found) { Headers = { Location = new Uri("http://169.254.169.254/latest?token=s3cret") } });
        var failure = await Failure(server);
        Assert.Equal((UnknownReason.Redirected, 302), (failure.Reason, failure.StatusCode));
        Assert.Equal("source prod redirects to 169.254.169.254 (302), which is not followed", failure.Message);
        Assert.Single(server.Queries);
    }

    [Fact]
    public async Task A_large_body_is_not_read_to_its_end()
    {
        var body = new EndlessStream("""{"status":"success","data":{"resultType":"vector","result":[""", """{"metric":{"pod":"a"},"value":[1,"1"]},""");
        var failure = await Failure(new StandInServer(_ => new(HttpStatusCode.OK) { Content = new StreamContent(body) }));
        Assert.Equal(UnknownReason.Ambiguous, failure.Reason);
        Assert.InRange(body.Given, MaxBytes, MaxBytes + (1 << 20));
    }

    [Fact]
    public async Task Series_without_end_are_not_read_to_their_end_though_they_are_short()
    {
        var body = new EndlessStream("""{"status":"success","data":{"resultType":"vector","result":[""", """{"value":[1,"1"]},""");
        using var client = new StandInServer(_ => new(HttpStatusCode.OK) { Content = new StreamContent(body) }).Client();
        var failure = await Assert.ThrowsAsync<PrometheusException>(() => client.QueryAsync("up", 1 << 30, _ => { }, default));
        Assert.Equal(UnknownReason.Ambiguous, failure.Reason);
        Assert.InRange(body.Given, 18 * 150_000, (18 * 150_000) + (1 << 20));
    }

    [Fact]
    public async Task One_endless_text_is_not_read_to_its_end()
    {
        var body = new EndlessStream("{\"status\":\"", "aaaaaaaaaaaaaaaa");
        var failure = await Failure(new StandInServer(_ => new(HttpStatusCode.OK) { Content = new StreamContent(body) }));
        Assert.Equal(UnknownReason.Ambiguous, failure.Reason);
        Assert.InRange(body.Given, 1 << 20, 2 << 20);
    }

    [Fact]
    public async Task An_answer_may_arrive_in_single_bytes()
    {
        var json = """{"status":"success","data":{"resultType":"vector","result":[{"metric":{"pod":"\u00e4\"x","ä":"b"},"value":[1.5,"2.5"]}]}}""";
        var labels = new Dictionary<string, string>();
        var server = new StandInServer(_ => new(HttpStatusCode.OK) { Content = new StreamContent(new SingleByteStream(Encoding.UTF8.GetBytes(json))) });
        using var client = server.Client();
        await client.QueryAsync("up", MaxBytes, s =>
        {
            Assert.Equal(2.5, s.Value);
            foreach (var (name, value) in s.Labels) labels.Add(name, value);
        }, default);
        Assert.Equal(new() { ["pod"] = "ä\"x", ["ä"] = "b" }, labels);
    }

    [Fact]
    public async Task A_silent_server_is_left_at_the_deadline()
    {
        var time = new ManualTime();
        using var client = new StandInServer(_ => new(HttpStatusCode.OK) { Content = new StreamContent(new SilentStream()) }).Client(time);
        var query = client.QueryAsync("up", MaxBytes, _ => { }, default);
        await time.WaitForTimersAsync(1);
        time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(query.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.2));
        var failure = await Assert.ThrowsAsync<PrometheusException>(() => query);
        Assert.Equal((UnknownReason.SourceUnreachable, "source prod gave no complete answer within 5 s"), (failure.Reason, failure.Message));
    }

    [Fact]
    public async Task A_callers_cancellation_is_no_failure_of_the_source()
    {
        using var cancel = new CancellationTokenSource();
        using var client = new StandInServer(_ => new(HttpStatusCode.OK) { Content = new StreamContent(new SilentStream()) }).Client();
        var query = client.QueryAsync("up", MaxBytes, _ => { }, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => query);
    }

    [Theory]
    [InlineData(HttpRequestError.NameResolutionError, "host name", UnknownReason.SourceUnreachable)]
    [InlineData(HttpRequestError.ConnectionError, "connection", UnknownReason.SourceUnreachable)]
    [InlineData(HttpRequestError.ProxyTunnelError, "proxy", UnknownReason.SourceUnreachable)]
    [InlineData(HttpRequestError.SecureConnectionError, "TLS", UnknownReason.TlsFailed)]
    public async Task What_cannot_be_reached_is_told_without_its_address(HttpRequestError error, string word, UnknownReason reason)
    {
        var failure = await Failure(new StandInServer(_ => throw new HttpRequestException(error, "http://user:secret@host failed")));
        Assert.Equal(reason, failure.Reason);
        Assert.Contains(word, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_token_is_read_for_each_query_and_never_shown()
    {
        var file = Path.GetTempFileName();
        try
        {
            var server = StandInServer.Always(HttpStatusCode.Unauthorized, "you sent Bearer s3cr3t-two");
            using var client = server.Client(tokenFile: file);
            await File.WriteAllTextAsync(file, "s3cr3t-one\n");
            await Assert.ThrowsAsync<PrometheusException>(() => client.QueryAsync("up", MaxBytes, _ => { }, default));
            await File.WriteAllTextAsync(file, "s3cr3t-two\n");
            var failure = await Assert.ThrowsAsync<PrometheusException>(() => client.QueryAsync("up", MaxBytes, _ => { }, default));
            Assert.Equal(["Bearer s3cr3t-one", "Bearer s3cr3t-two"], server.Authorizations.Select(a => a!.ToString()));
            Assert.DoesNotContain("s3cr3t", failure.ToString(), StringComparison.Ordinal);
            await File.WriteAllTextAsync(file, "s3cr3t\nX-Evil: 1");
            failure = await Assert.ThrowsAsync<PrometheusException>(() => client.QueryAsync("up", MaxBytes, _ => { }, default));
            Assert.DoesNotContain("s3cr3t", failure.ToString(), StringComparison.Ordinal);
            Assert.Equal(2, server.Queries.Count);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_missing_token_file_sends_nothing()
    {
        var server = StandInServer.Always(StandInServer.Empty);
        using var client = server.Client(tokenFile: "/nowhere/token");
        var failure = await Assert.ThrowsAsync<PrometheusException>(() => client.QueryAsync("up", MaxBytes, _ => { }, default));
        Assert.Contains("/nowhere/token", failure.Message, StringComparison.Ordinal);
        Assert.Empty(server.Queries);
    }

    [Theory]
    [InlineData("http://user:hunter2@host", "user and password")]
    [InlineData("ftp://hunter2", "http")]
    [InlineData("hunter2", "http")]
    [InlineData("http://host?token=hunter2", "query")]
    public void A_bad_url_is_refused_without_repeating_it(string url, string word)
    {
        var refusal = Assert.Throws<ArgumentException>(() => new PrometheusClient(new() { Name = "prod", Url = url }, TimeProvider.System));
        Assert.Contains(word, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_window_too_short_for_the_scrape_interval_is_refused()
    {
        var options = new PrometheusOptions { Name = "prod", Url = "http://host", ScrapeInterval = TimeSpan.FromSeconds(30) };
        Assert.Contains("windowSeconds", Assert.Throws<ArgumentException>(options.Validate).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_ca_file_without_a_certificate_is_refused()
    {
        var options = new PrometheusOptions { Name = "prod", Url = "https://host", CaFile = "/dev/null" };
        Assert.Contains("/dev/null", Assert.Throws<ArgumentException>(() => new PrometheusClient(options, TimeProvider.System)).Message, StringComparison.Ordinal);
    }

    private static string Vector(string value) =>
        $$$"""{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1767225600.123,{{{value}}}]}]}}""";

    private static async Task<List<(double Value, UnknownReason? Fault)>> Query(StandInServer server)
    {
        var samples = new List<(double, UnknownReason?)>();
        using var client = server.Client();
        await client.QueryAsync("up", MaxBytes, s => samples.Add((s.Value, s.Fault)), default);
        return samples;
    }

    private static async Task<PrometheusException> Failure(StandInServer server) =>
        await Assert.ThrowsAsync<PrometheusException>(() => Query(server));
}
