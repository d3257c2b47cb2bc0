using System.Net;
using System.Text;
using ModelMonitor.Decisions;
using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Metrics;

/// <summary>What of a source's settings is on the wire, and what never is.</summary>
public sealed class SourceSettingsTests : IDisposable
{
    private const long MaxBytes = 1 << 20;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Parameters_are_in_the_address_and_cannot_become_others()
    {
        var server = StandInServer.Always(StandInServer.Empty);
        using var client = server.Client(new PrometheusOptions { Parameters = new Dictionary<string, string> { ["dedup"] = "true", ["x"] = "a&query=b#?%" } });
        await QueryAsync(client);
        var request = Assert.Single(server.Requests);
        Assert.Equal("?dedup=true&x=a%26query%3Db%23%3F%25", request.Url.Query);
        Assert.Equal(["query", "timeout"], request.Form.Keys);
    }

    [Fact]
    public async Task Headers_are_sent_and_those_of_files_are_read_each_time()
    {
        var file = Write("key", "first\n");
        var server = StandInServer.Always(StandInServer.Empty);
        using var client = server.Client(new PrometheusOptions
        {
            Headers = new Dictionary<string, string> { ["X-Team"] = "a b" },
            HeaderFiles = new Dictionary<string, string> { ["X-Key"] = file },
        });
        await QueryAsync(client);
        Write("key", "second\n");
        await QueryAsync(client);
        Assert.Equal([("a b", "first"), ("a b", "second")], server.Requests.Select(r => (r.Headers["X-Team"], r.Headers["X-Key"])));
    }

    [Theory]
    [InlineData("a\r\nX-Evil: 1")]
    [InlineData("")]
    [InlineData("\u00e4")]
    public async Task A_file_whose_text_is_no_headers_value_sends_nothing(string text)
    {
        var server = StandInServer.Always(StandInServer.Empty);
        using var client = server.Client(new PrometheusOptions { HeaderFiles = new Dictionary<string, string> { ["X-Key"] = Write("key", text) } });
        var failure = await FailureAsync(client);
        Assert.Equal(UnknownReason.SourceRefused, failure.Reason);
        Assert.Contains("X-Key", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Evil", failure.ToString(), StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Basic_authentication_follows_its_file_and_is_never_shown()
    {
        var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes("me:p\u00e4ss word"));
        var server = StandInServer.Always(HttpStatusCode.Unauthorized, $"not p\u00e4ss word, not {encoded}");
        using var client = server.Client(new PrometheusOptions { Username = "me", PasswordFile = Write("password", "p\u00e4ss word\n") });
        var failure = await FailureAsync(client);
        Assert.Equal($"Basic {encoded}", server.Authorizations[0]!.ToString());
        Assert.Contains("not [redacted], not [redacted]", failure.Message, StringComparison.Ordinal);
        Write("password", "other");
        await FailureAsync(client);
        Assert.Equal("me:other", Encoding.UTF8.GetString(Convert.FromBase64String(server.Authorizations[1]!.Parameter!)));
    }

    [Fact]
    public async Task With_an_offset_the_past_is_asked_and_without_one_the_servers_own_now()
    {
        var server = StandInServer.Always(StandInServer.Empty);
        using var now = server.Client(new PrometheusOptions());
        using var past = server.Client(new PrometheusOptions { Offset = TimeSpan.FromSeconds(90.5) });
        await QueryAsync(now);
        await QueryAsync(past);
        Assert.False(server.Requests[0].Form.ContainsKey("time"));
        var seconds = new ManualTime().GetUtcNow().ToUnixTimeSeconds() - 90.5m;
        Assert.Equal(seconds.ToString(System.Globalization.CultureInfo.InvariantCulture), server.Requests[1].Form["time"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_tenant_is_the_namespace_that_asks(bool inHeader)
    {
        var server = StandInServer.Always(StandInServer.Empty);
        using var client = server.Client(new PrometheusOptions { Tenant = inHeader ? new("X-Scope-OrgID", null, "k8s-") : new(null, "namespace") });
        await client.QueryAsync("up", "team-a", MaxBytes, _ => { }, default);
        var request = Assert.Single(server.Requests);
        if (inHeader) Assert.Equal("k8s-team-a", request.Headers["X-Scope-OrgID"]);
        else Assert.Equal("?namespace=team-a", request.Url.Query);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a|b")]
    [InlineData("a\nb")]
    public async Task Without_one_namespace_a_source_of_many_tenants_is_not_asked(string? tenant)
    {
        var server = StandInServer.Always(StandInServer.Empty);
        using var client = server.Client(new PrometheusOptions { Tenant = new("X-Scope-OrgID", null) });
        var failure = await Assert.ThrowsAsync<PrometheusException>(() => client.QueryAsync("up", tenant, MaxBytes, _ => { }, default));
        Assert.Equal(UnknownReason.SourceRefused, failure.Reason);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("Thu, 01 Jan 2026 00:00:09 GMT", 9)]
    [InlineData("Thu, 01 Jan 2025 00:00:00 GMT", null)]
    [InlineData("-3", null)]
    [InlineData("soon", null)]
    public async Task A_server_may_say_when_to_come_back(string text, int? seconds)
    {
        var server = new StandInServer(_ =>
        {
            var answer = StandInServer.Answer(HttpStatusCode.TooManyRequests, "slow down");
            answer.Headers.TryAddWithoutValidation("Retry-After", text);
            return answer;
        });
        using var client = server.Client();
        Assert.Equal(seconds, (await FailureAsync(client)).RetryAfter?.TotalSeconds);
    }

    private string Write(string name, string text)
    {
        var file = Path.Combine(_folder.FullName, name);
        File.WriteAllText(file, text);
        return file;
    }

    private static Task QueryAsync(PrometheusClient client) => client.QueryAsync("up", MaxBytes, _ => { }, default);

    private static Task<PrometheusException> FailureAsync(PrometheusClient client) => Assert.ThrowsAsync<PrometheusException>(() => QueryAsync(client));
}
