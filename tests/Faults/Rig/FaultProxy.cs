using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Faults.Rig;

/// <summary>
/// Stands between one operator process and the API server, passes everything on unchanged and unbuffered, and injects the faults that
/// a test asks for. The operator's own credentials go through, so the API server's audit log still says who wrote what.
/// </summary>
/// <remarks>
/// Guarantees: a rule strikes exactly the requests it was made for; rules are asked in the order they were made, the first one that
/// strikes decides. Safe for concurrent use.
/// </remarks>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly ConcurrentQueue<ProxiedRequest> _requests = new();
    private readonly List<FaultRule> _rules = [];
    private readonly WebApplication _app;
    private TcpRelay? _relay;
    private Server _server;
    private X509Certificate2 _certificate = SelfSigned();

    private FaultProxy(Server server)
    {
        _server = server;
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.UseHttps(https => https.ServerCertificateSelector = (_, _) => _certificate);
            });
        });
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    /// <summary>Where the operator finds it.</summary>
    public Uri Address => new($"https://127.0.0.1:{_relay!.Port}");

    /// <summary>The certificate that the operator has to trust, as PEM.</summary>
    public string CertificateAuthority => _certificate.ExportCertificatePem();

    /// <summary>All requests so far, in the order in which they came.</summary>
    public IReadOnlyCollection<ProxiedRequest> Seen => _requests;

    /// <summary>The TCP hop in front: <c>Pause</c> is a partition, <c>Reset</c> cuts every connection.</summary>
    public TcpRelay Link => _relay!;

    /// <summary>Starts a proxy.</summary>
    /// <param name="server">The API server, with its certificate authority.</param>
    public static async Task<FaultProxy> StartAsync(ClientConfig server)
    {
        var proxy = new FaultProxy(new(server));
        await proxy._app.StartAsync();
        proxy._relay = new(new(IPAddress.Loopback, new Uri(proxy._app.Urls.First()).Port));
        return proxy;
    }

    /// <summary>Makes a rule.</summary>
    /// <param name="match">The requests that count; see <see cref="Requests"/>.</param>
    /// <param name="fault">What happens to them; see <see cref="Inject"/>.</param>
    /// <param name="first">The first of them to strike, counted from 1, from now on.</param>
    /// <param name="count">How many to strike.</param>
    public FaultRule On(Func<ProxiedRequest, bool> match, Fault fault, int first = 1, int count = 1)
    {
        var rule = new FaultRule(match, fault, first, count);
        lock (_rules) _rules.Add(rule);
        return rule;
    }

    /// <summary>Sends what comes from now on to another API server. Open watches stay where they are: cut them with <see cref="Link"/>.</summary>
    /// <param name="server">The server.</param>
    public void Retarget(ClientConfig server) => _server = new(server);

    /// <summary>Serves a certificate of another authority from now on, to connections that are made from now on.</summary>
    public void RotateCertificate() => _certificate = SelfSigned();

    public async ValueTask DisposeAsync()
    {
        if (_relay is not null) await _relay.DisposeAsync();
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
        _server.Invoker.Dispose();
        _certificate.Dispose();
    }

    private async Task HandleAsync(HttpContext http)
    {
        try
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body, http.RequestAborted);
            var request = new ProxiedRequest(
                http.Request.Method, http.Request.Path.ToUriComponent(), http.Request.QueryString.ToUriComponent(), body.ToArray());
            var server = _server;
            var exchange = new Exchange(http, request, server.Invoker, server.Address);
            // Counted and asked in one step, so that number n of the log is number n of the rules.
            FaultRule? rule;
            lock (_rules)
            {
                _requests.Enqueue(request);
                rule = _rules.Find(r => r.Strikes(request));
            }

            if (rule is not null)
            {
                await rule.Fault(exchange);
                return;
            }

            using var response = await exchange.ForwardAsync();
            await exchange.RelayAsync(response);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or HttpRequestException)
        {
            // The operator or the server is gone: the other side sees a broken connection, as without a proxy.
            http.Abort();
        }
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=fault proxy", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        // Valid also for operators whose clock a test has moved.
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddYears(-5), now.AddYears(5));
    }

    private sealed class Server
    {
        public Server(ClientConfig config)
        {
            Address = config.Server;
            var handler = new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = false,
                EnableMultipleHttp2Connections = true,
                AutomaticDecompression = DecompressionMethods.None,
            };
            var roots = config.CertificateAuthority!;
            handler.SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck },
            };
            handler.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(roots);
            Invoker = new(handler);
        }

        public Uri Address { get; }

        public HttpMessageInvoker Invoker { get; }
    }
}
