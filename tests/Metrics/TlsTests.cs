using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ModelMonitor.Decisions;
using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Metrics;

/// <summary>Real TLS over a real socket, with a certificate for localhost that no system trusts.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly X509Certificate2 _certificate = MakeCertificate();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly string _caFile = Path.GetTempFileName();

    public TlsTests()
    {
        File.WriteAllText(_caFile, _certificate.ExportCertificatePem());
        _listener.Start();
    }

    public void Dispose()
    {
        _listener.Dispose();
        _certificate.Dispose();
        File.Delete(_caFile);
    }

    [Fact]
    public async Task The_root_of_the_ca_file_is_trusted() => Assert.Null(await QueryAsync("localhost", _caFile));

    [Fact]
    public async Task An_unknown_root_is_not_trusted() => AssertRefused(await QueryAsync("localhost", null));

    [Fact]
    public async Task A_certificate_for_another_name_is_refused() => AssertRefused(await QueryAsync("127.0.0.1", _caFile));

    private static void AssertRefused(PrometheusException? failure)
    {
        Assert.Equal(UnknownReason.SourceUnreachable, failure?.Reason);
        Assert.Contains("TLS failed", failure!.Message, StringComparison.Ordinal);
    }

    private async Task<PrometheusException?> QueryAsync(string host, string? caFile)
    {
        var port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        using var client = new PrometheusClient(
            new() { Name = "prod", Url = $"https://{host}:{port}", CaFile = caFile, Timeout = TimeSpan.FromSeconds(30) }, TimeProvider.System);
        var served = ServeAsync();
        try
        {
            await client.QueryAsync("up", 1024, _ => { }, default);
            return null;
        }
        catch (PrometheusException e)
        {
            return e;
        }
        finally
        {
            await served;
        }
    }

    private async Task ServeAsync()
    {
        using var connection = await _listener.AcceptTcpClientAsync();
        await using var tls = new SslStream(connection.GetStream());
        try
        {
            await tls.AuthenticateAsServerAsync(_certificate);
            var request = new StringBuilder();
            var buffer = new byte[4096];
            // The body's last parameter ends the request.
            while (!request.ToString().Contains("timeout=", StringComparison.Ordinal))
            {
                var read = await tls.ReadAsync(buffer);
                if (read == 0) return;
                request.Append(Encoding.ASCII.GetString(buffer, 0, read));
            }

            await tls.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {StandInServer.Empty.Length}\r\n\r\n{StandInServer.Empty}"));
        }
        catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
        {
            // The client hung up on the certificate.
        }
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
