using System.Net;
using System.Security.Authentication;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging.Abstractions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Operator.Configuration;
using ModelMonitor.Operator.Exposition;
using ModelMonitor.Operator.Hosting;
using ModelMonitor.Tests.Operator.Exposition;

namespace ModelMonitor.Tests.Operator.Hosting;

/// <summary>The webhook's endpoint on loopback, with a certificate that somebody else keeps in a folder.</summary>
public sealed class PodWebhookTests : IDisposable
{
    private const string Review = """
        {"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u","operation":"CREATE","namespace":"n","object":{}}}
        """;

    private readonly CertificateFiles _files = new();
    private readonly ManualTime _time = new();
    private readonly StandInHandler _handler = new();
    private readonly KubernetesClient _client = new(new ClientConfig { Server = new("http://127.0.0.1:1") });
    private readonly PrometheusExposition _exposition;
    private readonly PodWebhook _webhook;

    public PodWebhookTests()
    {
        _time.Advance(TimeProvider.System.GetUtcNow() - _time.GetUtcNow());
        _exposition = new(m => m.Scope == this, NullLogger.Instance);
        _webhook = new(
            new() { Enabled = true, CertificateFolder = _files.Folder }, "ops", "127.0.0.1:0", _client, _client, () => true, _handler, _time,
            NullLoggerFactory.Instance, scope: this);
    }

    public void Dispose()
    {
        _webhook.Dispose();
        _exposition.Dispose();
        _client.Dispose();
        _files.Dispose();
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task A_review_is_answered_over_TLS_and_counted(SslProtocols version)
    {
        await using var server = await ServeAsync();
        using var client = ClientOf(version);
        var answer = await client.PostAsync(new Uri(UrlOf(server)), new StringContent(Review));
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.ToString());
        var response = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["response"]!;
        Assert.Equal(("u", true), ((string?)response["uid"], (bool)response["allowed"]!));
        var scrape = Scrape.Of(_exposition);
        Assert.Equal(1, scrape["modelmonitor_webhook_admissions_total{result=\"allowed\"}"]);
        Assert.Equal(0, scrape["modelmonitor_webhook_admissions_total{result=\"failed\"}"]);
        Assert.Equal(1, scrape["modelmonitor_webhook_admission_duration_seconds_count"]);
        Assert.Equal("histogram", scrape.Types["modelmonitor_webhook_admission_duration_seconds"]);
    }

    [Fact]
    public async Task A_body_that_is_no_review_is_answered_and_only_one_over_3_MiB_gets_a_status_of_HTTP()
    {
        await using var server = await ServeAsync();
        using var client = ClientOf();
        var bad = await client.PostAsync(new Uri(UrlOf(server)), new StringContent(Review[..40]));
        Assert.Equal(HttpStatusCode.OK, bad.StatusCode);
        Assert.Equal(400, (int)JsonNode.Parse(await bad.Content.ReadAsStringAsync())!["response"]!["status"]!["code"]!);
        var padded = Encoding.UTF8.GetBytes(Review + new string(' ', AdmissionReviewer.MostBytes - Review.Length));
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync(new Uri(UrlOf(server)), new ByteArrayContent(padded))).StatusCode);
        // Asked before it is sent: a server that refuses a body need not read it, and closes.
        using var tooLarge = new HttpRequestMessage(HttpMethod.Post, UrlOf(server)) { Content = new ByteArrayContent([.. padded, (byte)' ']) };
        tooLarge.Headers.ExpectContinue = true;
        var large = await client.SendAsync(tooLarge);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        Assert.Single(_handler.Requests);
        var scrape = Scrape.Of(_exposition);
        Assert.Equal(1, scrape["modelmonitor_webhook_admissions_total{result=\"invalid\"}"]);
        Assert.Equal(1, scrape["modelmonitor_webhook_admissions_total{result=\"too_large\"}"]);
    }

    [Fact]
    public async Task Nothing_else_is_served()
    {
        await using var server = await ServeAsync();
        using var client = ClientOf();
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await client.GetAsync(new Uri(UrlOf(server)))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.PostAsync(new Uri(new Uri(UrlOf(server)), "/metrics"), new StringContent(Review))).StatusCode);
        Assert.Empty(_handler.Requests);
    }

    [Fact]
    public async Task Readiness_wants_the_endpoint_and_a_certificate_with_a_day_left()
    {
        Assert.Contains("not listening", _webhook.NotReady, StringComparison.Ordinal);
        await using var server = await _webhook.ServeAsync(default);
        await _webhook.StepAsync(default);
        Assert.Contains(_files.Folder, _webhook.NotReady, StringComparison.Ordinal);
        Assert.Contains(_files.Folder, _webhook.WhyNot, StringComparison.Ordinal);

        Write(TimeSpan.FromHours(25));
        await _webhook.StepAsync(default);
        Assert.Null(_webhook.NotReady);
        Assert.Equal(
            new DateTimeOffset(_files.Certificate.NotAfter).ToUnixTimeSeconds(),
            Scrape.Of(_exposition)["modelmonitor_webhook_certificate_expiry_timestamp_seconds{certificate=\"serving\"}"]);
        _time.Advance(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(1));
        Assert.Contains("ends at", _webhook.NotReady, StringComparison.Ordinal);

        Write(TimeSpan.FromDays(90));
        await _webhook.StepAsync(default);
        Assert.Null(_webhook.NotReady);
    }

    [Fact]
    public async Task Without_a_certificate_a_handshake_fails_and_with_the_first_it_succeeds()
    {
        await using var server = await _webhook.ServeAsync(default);
        using var client = ClientOf();
        await Assert.ThrowsAsync<HttpRequestException>(() => client.PostAsync(new Uri(UrlOf(server)), new StringContent(Review)));
        Write(TimeSpan.FromDays(90));
        await _webhook.StepAsync(default);
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync(new Uri(UrlOf(server)), new StringContent(Review))).StatusCode);
    }

    [Fact]
    public async Task A_server_that_cannot_be_asked_is_a_reason_and_no_exception()
    {
        await using var server = await ServeAsync();
        Assert.Contains("modelmonitor-pods", _webhook.WhyNot, StringComparison.Ordinal);
        Assert.Null(_webhook.NotReady);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told_with_the_flag()
    {
        await using var server = await ServeAsync();
        using var second = new PodWebhook(
            new(), "ops", $"127.0.0.1:{new Uri(UrlOf(server)).Port}", _client, _client, () => true, _handler, _time, NullLoggerFactory.Instance, scope: new());
        var error = await Assert.ThrowsAsync<ConfigurationException>(() => second.ServeAsync(default));
        Assert.Contains("--webhook-bind-address", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("9443")]
    [InlineData(":x")]
    public void An_address_that_cannot_be_read_is_told_with_the_flag(string address)
    {
        var error = Assert.Throws<ConfigurationException>(() => PodWebhook.OptionsOf(new(), "ops", address));
        Assert.Contains("--webhook-bind-address", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Certificates_are_made_out_to_the_Service_as_API_servers_call_it()
    {
        Assert.Equal(["modelmonitor-webhook.ops.svc", "modelmonitor-webhook.ops.svc.cluster.local"], PodWebhook.OptionsOf(new(), "ops", ":9443").Names);
        Assert.Contains("127.0.0.1", PodWebhook.OptionsOf(new(), "ops", "127.0.0.1:9443").Names);
    }

    private static string UrlOf(WebApplication server) => $"{server.Urls.Single()}/mutate-pods";

    private void Write(TimeSpan left) => _files.Write(_time.GetUtcNow().AddHours(-1), _time.GetUtcNow() + left);

    private async Task<WebApplication> ServeAsync()
    {
        Write(TimeSpan.FromDays(90));
        var server = await _webhook.ServeAsync(default);
        await _webhook.StepAsync(default);
        return server;
    }

    private HttpClient ClientOf(SslProtocols version = SslProtocols.None)
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.EnabledSslProtocols = version;
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => shown!.GetRawCertData().AsSpan().SequenceEqual(_files.Certificate.RawData);
        return new(handler);
    }

    private sealed class StandInHandler : IAdmissionHandler
    {
        public List<AdmissionRequest> Requests { get; } = [];

        public AdmissionResponse Review(AdmissionRequest request)
        {
            Requests.Add(request);
            return AdmissionResponse.Allowed;
        }
    }
}
