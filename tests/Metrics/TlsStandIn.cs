using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace ModelMonitor.Tests.Metrics;

/// <summary>A stand-in for Prometheus over real TLS: answers every request with an empty vector and closes.</summary>
internal sealed class TlsStandIn : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 _certificate;
    private readonly bool _wantsClient;
    private readonly Task _work;
    private readonly CancellationTokenSource _end = new();

    /// <param name="certificate">What it shows.</param>
    /// <param name="wantsClient">Whether it serves only who shows a certificate, too.</param>
    public TlsStandIn(X509Certificate2 certificate, bool wantsClient = false)
    {
        (_certificate, _wantsClient) = (certificate, wantsClient);
        _listener.Start();
        _work = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Names of the certificates that clients showed, request by request.</summary>
    public List<string> Clients { get; } = [];

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        _work.Wait();
        _end.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                using var connection = await _listener.AcceptTcpClientAsync(_end.Token);
                await ServeAsync(connection);
            }
            catch (Exception e) when (e is IOException or AuthenticationException or OperationCanceledException or SocketException)
            {
                // The client hung up, or it is the end.
            }
        }
    }

    private async Task ServeAsync(TcpClient connection)
    {
        await using var tls = new SslStream(connection.GetStream());
        await tls.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions
            {
                ServerCertificate = _certificate,
                ClientCertificateRequired = _wantsClient,
                RemoteCertificateValidationCallback = (_, client, _, _) => !_wantsClient || client is not null,
            },
            _end.Token);
        var request = new StringBuilder();
        var buffer = new byte[4096];
        // The body's last parameter ends the request.
        while (!request.ToString().Contains("timeout=", StringComparison.Ordinal))
        {
            var read = await tls.ReadAsync(buffer, _end.Token);
            if (read == 0) return;
            request.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }

        Clients.Add(tls.RemoteCertificate?.Subject ?? "");
        var answer = $"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {StandInServer.Empty.Length}\r\n\r\n{StandInServer.Empty}";
        await tls.WriteAsync(Encoding.ASCII.GetBytes(answer), _end.Token);
    }
}
