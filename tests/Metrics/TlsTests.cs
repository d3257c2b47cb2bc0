using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using ModelMonitor.Decisions;
using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Metrics;

/// <summary>Real TLS over real sockets.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly TestCertificates _authority = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
    private readonly string _caFile;

    public TlsTests() => _caFile = Write("ca.crt", _authority.Pem);

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task The_root_of_the_ca_file_is_trusted()
    {
        using var certificate = _authority.Issue("localhost");
        Assert.Null(await QueryAsync(certificate, o => o.CaFile = _caFile));
    }

    [Fact]
    public async Task An_unknown_root_is_not_trusted()
    {
        using var certificate = _authority.Issue("localhost");
        AssertRefused("its certificate is not signed by a trusted CA", await QueryAsync(certificate));
    }

    [Fact]
    public async Task A_certificate_of_another_name_is_refused()
    {
        using var certificate = _authority.Issue("prometheus.monitoring");
        AssertRefused("its certificate is of another name", await QueryAsync(certificate, o => o.CaFile = _caFile));
    }

    [Fact]
    public async Task An_expired_certificate_is_refused_and_its_days_are_told()
    {
        using var certificate = _authority.Issue("localhost", days: -1);
        var ends = certificate.NotAfter.ToUniversalTime().ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var failure = await QueryAsync(certificate, o => o.CaFile = _caFile);
        AssertRefused($" to {ends})", failure);
        Assert.Contains("has expired", failure!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("trusted CA", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_does_not_speak_TLS_is_no_reason_to_go_without()
    {
        using var plain = new TcpListener(IPAddress.Loopback, 0);
        plain.Start();
        var answered = Task.Run(async () =>
        {
            using var connection = await plain.AcceptTcpClientAsync();
            await connection.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());
        });
        AssertRefused("TLS handshake failed", await QueryAsync(((IPEndPoint)plain.LocalEndpoint).Port));
        await answered;
    }

    [Fact]
    public async Task Our_certificate_is_shown_and_a_new_one_holds_for_the_next_query()
    {
        using var server = new TlsStandIn(_authority.Issue("localhost"), wantsClient: true);
        using var first = _authority.Issue("first");
        using var second = _authority.Issue("second");
        var (certificateFile, keyFile) = (Write("tls.crt", first.ExportCertificatePem()), Write("tls.key", KeyOf(first)));
        using var client = Client(server.Port, o => (o.CaFile, o.ClientCertificateFile, o.ClientKeyFile) = (_caFile, certificateFile, keyFile));
        await AskAsync(client);
        // Half of a rotation: the pair before holds.
        Write("tls.crt", second.ExportCertificatePem());
        await AskAsync(client);
        Write("tls.key", KeyOf(second));
        await AskAsync(client);
        Assert.Equal(["CN=first", "CN=first", "CN=second"], server.Clients);
    }

    [Fact]
    public async Task A_server_that_wants_a_certificate_does_not_serve_without()
    {
        using var server = new TlsStandIn(_authority.Issue("localhost"), wantsClient: true);
        Assert.NotNull(await QueryAsync(server.Port, o => o.CaFile = _caFile));
        Assert.Empty(server.Clients);
    }

    [Fact]
    public async Task A_new_authority_holds_for_the_next_query()
    {
        using var next = new TestCertificates();
        using var server = new TlsStandIn(next.Issue("localhost"));
        using var client = Client(server.Port, o => o.CaFile = _caFile);
        await Assert.ThrowsAsync<PrometheusException>(() => AskAsync(client));
        Write("ca.crt", next.Pem);
        await AskAsync(client);
    }

    [Fact]
    public void A_key_of_another_certificate_is_refused_at_the_start()
    {
        using var one = _authority.Issue("one");
        using var other = _authority.Issue("other");
        var refusal = Assert.Throws<ArgumentException>(() => Client(
            1, o => (o.ClientCertificateFile, o.ClientKeyFile) = (Write("tls.crt", one.ExportCertificatePem()), Write("tls.key", KeyOf(other)))));
        Assert.Contains("tls.key", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE KEY", refusal.ToString(), StringComparison.Ordinal);
    }

    private static void AssertRefused(string words, PrometheusException? failure)
    {
        Assert.Equal(UnknownReason.TlsFailed, failure?.Reason);
        Assert.Contains(words, failure!.Message, StringComparison.Ordinal);
    }

    private static string KeyOf(X509Certificate2 certificate) => certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem();

    private static async Task<PrometheusException?> QueryAsync(X509Certificate2 certificate, Action<PrometheusOptions>? set = null)
    {
        using var server = new TlsStandIn(certificate);
        return await QueryAsync(server.Port, set);
    }

    private static async Task<PrometheusException?> QueryAsync(int port, Action<PrometheusOptions>? set = null)
    {
        using var client = Client(port, set);
        try
        {
            await AskAsync(client);
            return null;
        }
        catch (PrometheusException e)
        {
            return e;
        }
    }

    private static PrometheusClient Client(int port, Action<PrometheusOptions>? set)
    {
        var options = new PrometheusOptions { Name = "prod", Url = $"https://localhost:{port}", Timeout = TimeSpan.FromSeconds(30) };
        set?.Invoke(options);
        return new(options, TimeProvider.System);
    }

    private static Task AskAsync(PrometheusClient client) => client.QueryAsync("up", 1024, _ => { }, default);

    private string Write(string name, string text)
    {
        var file = Path.Combine(_folder.FullName, name);
        File.WriteAllText(file, text);
        return file;
    }
}
