using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Kubernetes;

/// <summary>Certificates that change while a client lives. The server closes each connection, so that each request shows them anew.</summary>
public sealed class RotationTests : IDisposable
{
    private const string Pod = """{"type":"ADDED","object":{"metadata":{"name":"a","namespace":"n","resourceVersion":"5"}}}""";
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(5);

    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new();
    private readonly LogFile _logs = new();
    private readonly TestCertificates _old = new();
    private readonly TestCertificates _new = new();
    private volatile X509Certificate2 _shown;

    public RotationTests() => _shown = _old.Issue("127.0.0.1");

    public void Dispose()
    {
        _folder.Dispose();
        _logs.Dispose();
    }

    [Fact]
    public async Task After_a_change_of_authority_the_same_request_succeeds_and_the_old_one_is_trusted_no_more()
    {
        await using var server = await StartAsync();
        using var client = Client(server);
        await client.GetVersionAsync();
        var before = _shown;
        WriteAuthority(_new);
        _shown = _new.Issue("127.0.0.1");
        await client.Resource<V1ConfigMap>().CreateAsync(new V1ConfigMap { Metadata = new() { Name = "a", Namespace = "n" } });
        Assert.Equal(1, server.Requests.Count(r => r.Method == "POST"));
        Assert.Contains("certificates for the API server have changed", _logs.Text, StringComparison.Ordinal);
        _shown = before;
        await Assert.ThrowsAsync<KubernetesException>(() => client.GetVersionAsync());
    }

    [Fact]
    public async Task In_a_Pod_too()
    {
        await using var server = await StartAsync();
        _folder.Write("token", "t");
        WriteAuthority(_old);
        using var client = new KubernetesClient(ClientConfig.Load(locations: new ConfigLocations
        {
            ServiceHost = "127.0.0.1",
            ServicePort = $"{server.Address.Port}",
            ServiceAccountFolder = _folder.Path,
        }));
        await client.GetVersionAsync();
        WriteAuthority(_new);
        _shown = _new.Issue("127.0.0.1");
        await client.GetVersionAsync();
    }

    [Fact]
    public async Task An_authority_is_read_again_every_five_minutes_at_most()
    {
        await using var server = await StartAsync();
        using var client = Client(server);
        await client.GetVersionAsync();
        WriteAuthority(_new);
        _time.Advance(Period - TimeSpan.FromTicks(1));
        await client.GetVersionAsync();
        _time.Advance(TimeSpan.FromTicks(1));
        await Assert.ThrowsAsync<KubernetesException>(() => client.GetVersionAsync());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("-----BEGIN CERTIFICATE-----\nMIIB")]
    public async Task A_file_that_is_gone_or_half_written_changes_nothing_and_is_told_once(string? content)
    {
        await using var server = await StartAsync();
        using var client = Client(server);
        await client.GetVersionAsync();
        if (content is null) File.Delete(AuthorityPath);
        else File.WriteAllText(AuthorityPath, content);
        for (var i = 0; i < 3; i++)
        {
            _time.Advance(Period);
            await client.GetVersionAsync();
        }

        Assert.Single(_logs.Text.Split('\n'), line => line.Contains(AuthorityPath, StringComparison.Ordinal));
        WriteAuthority(_new);
        _shown = _new.Issue("127.0.0.1");
        await client.GetVersionAsync();
    }

    [Fact]
    public async Task A_file_written_again_with_the_same_content_keeps_the_connection()
    {
        await using var server = await StartAsync(close: false);
        using var client = Client(server);
        var connection = await client.GetVersionAsync();
        WriteAuthority(_old);
        _time.Advance(Period);
        Assert.Equal(connection, await client.GetVersionAsync());
    }

    [Fact]
    public async Task A_new_authority_does_not_make_another_hosts_certificate_good()
    {
        await using var server = await StartAsync();
        using var client = Client(server);
        await client.GetVersionAsync();
        WriteAuthority(_new);
        _shown = _new.Issue("other.example");
        var fault = await Assert.ThrowsAsync<KubernetesException>(() => client.GetVersionAsync());
        Assert.Contains("RemoteCertificateNameMismatch", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_certificate_that_the_server_answers_401_to_is_read_again_and_the_request_sent_once_more()
    {
        await using var server = await StartAsync(client: "new");
        using var client = Client(server, identity: "old");
        WriteIdentity("new");
        Assert.Contains("CN=new", await client.GetVersionAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_401_with_the_same_certificate_is_passed_on()
    {
        await using var server = await StartAsync(client: "new");
        using var client = Client(server, identity: "old");
        var fault = await Assert.ThrowsAsync<KubernetesException>(() => client.GetVersionAsync());
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, fault.StatusCode);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_client_certificate_whose_connection_is_refused_is_read_again_for_the_next_request()
    {
        var good = "old";
        await using var server = await StartAsync(handshake: certificate => certificate.Subject == $"CN={good}");
        using var client = Client(server, identity: "old");
        await client.GetVersionAsync();
        (good, _) = ("new", 0);
        WriteIdentity("new");
        // TLS 1.3 tells only after the handshake, when the request may be on its way already.
        await Assert.ThrowsAsync<KubernetesException>(() => client.GetVersionAsync());
        Assert.Contains("CN=new", await client.GetVersionAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_whose_new_key_is_still_to_come_waits_for_it()
    {
        await using var server = await StartAsync();
        using var client = Client(server, identity: "old");
        await client.GetVersionAsync();
        var next = _old.Issue("new");
        _folder.Write("me.crt", next.ExportCertificatePem());
        _time.Advance(Period);
        Assert.Contains("CN=old", await client.GetVersionAsync(), StringComparison.Ordinal);
        _folder.Write("me.key", next.GetECDsaPrivateKeyPem());
        _time.Advance(Period);
        Assert.Contains("CN=new", await client.GetVersionAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_running_watch_is_not_cut_and_keeps_its_transport_until_it_ends()
    {
        var lines = Channel.CreateUnbounded<string>();
        await using var server = await TestServer.StartAsync(
            async (context, _) =>
            {
                if (!context.Request.Query.ContainsKey("watch"))
                {
                    await TestServer.WriteAsync(context, 200, $$"""{"gitVersion":"{{context.Connection.Id}}"}""");
                    return;
                }

                await foreach (var line in lines.Reader.ReadAllAsync(context.RequestAborted))
                {
                    await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(line), context.RequestAborted);
                    await context.Response.Body.FlushAsync(context.RequestAborted);
                }
            },
            _shown,
            https => https.ServerCertificateSelector = (_, _) => _shown);
        using var client = Client(server);
        var first = await client.GetVersionAsync();
        await using var watch = client.Resource<V1Pod>().ListWatch().WatchAsync("1", Period, default).GetAsyncEnumerator();
        lines.Writer.TryWrite(Pod);
        Assert.True(await watch.MoveNextAsync());
        WriteAuthority(_new);
        _shown = _new.Issue("127.0.0.1");
        _time.Advance(Period);
        Assert.NotEqual(first, await client.GetVersionAsync());
        lines.Writer.TryWrite(Pod);
        Assert.True(await watch.MoveNextAsync());
        lines.Writer.Complete();
        Assert.False(await watch.MoveNextAsync());
    }

    [Fact]
    public async Task Nothing_secret_is_logged_or_told_when_certificates_change_or_fail()
    {
        await using var server = await StartAsync(client: "nobody");
        using var client = Client(server, identity: "old", token: ExecFolder.Canary);
        var faults = new StringBuilder();
        var key = _folder.Write("me.key", _old.Issue("new").GetECDsaPrivateKeyPem());
        for (var i = 0; i < 3; i++)
        {
            faults.Append(await Assert.ThrowsAsync<KubernetesException>(() => client.GetVersionAsync()));
            File.WriteAllText(key, $"-----BEGIN PRIVATE KEY-----\n{ExecFolder.Canary}\n-----END PRIVATE KEY-----");
            if (i == 1) _shown = _new.Issue("127.0.0.1");
        }

        Assert.Contains(key, _logs.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(ExecFolder.Canary, faults + _logs.Text, StringComparison.Ordinal);
    }

    private string AuthorityPath => Path.Combine(_folder.Path, "ca.crt");

    private void WriteAuthority(TestCertificates authority) => File.WriteAllText(AuthorityPath, authority.Authority.ExportCertificatePem());

    private void WriteIdentity(string name)
    {
        var certificate = _old.Issue(name);
        _folder.Write("me.crt", certificate.ExportCertificatePem());
        _folder.Write("me.key", certificate.GetECDsaPrivateKeyPem());
    }

    /// <summary>Says by whom it was asked, and on which connection. Answers 401 to all but one name where there is one.</summary>
    private Task<TestServer> StartAsync(bool close = true, string? client = null, Func<X509Certificate2, bool>? handshake = null) =>
        TestServer.StartAsync(
            (context, _) =>
            {
                if (close) context.Connection.RequestClose();
                var name = context.Connection.ClientCertificate?.Subject;
                return TestServer.WriteAsync(
                    context,
                    client is null || name == $"CN={client}" ? 200 : 401,
                    $$$"""{"gitVersion":"{{{name}}} {{{context.Connection.Id}}}","metadata":{"name":"a"}}""");
            },
            _shown,
            https =>
            {
                https.ServerCertificateSelector = (_, _) => _shown;
                https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                https.ClientCertificateValidation = (certificate, _, _) => handshake?.Invoke(certificate) ?? true;
            });

    private KubernetesClient Client(TestServer server, string? identity = null, string token = "t")
    {
        WriteAuthority(_old);
        if (identity is not null) WriteIdentity(identity);
        var user = identity is null ? $"token: {token}" : "client-certificate: me.crt, client-key: me.key";
        if (identity is not null && token != "t") user += $", token: {token}";
        var config = ClientConfig.Load(_folder.Write("config", $$$"""
            current-context: x
            contexts: [{name: x, context: {cluster: c, user: u}}]
            clusters: [{name: c, cluster: {server: "{{{server.Address}}}", certificate-authority: ca.crt}}]
            users: [{name: u, user: {{{{user}}}}}]
            """));
        return new KubernetesClient(config with { RequestTimeout = TimeSpan.FromHours(1) }, _time, _logs);
    }
}
