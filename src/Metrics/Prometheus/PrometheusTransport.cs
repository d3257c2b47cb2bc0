using System.Net;
using ModelMonitor.Decisions;

namespace ModelMonitor.Metrics;

/// <summary>The sockets beneath a client, and words for what goes wrong there.</summary>
/// <remarks>
/// Guarantees: certificate files that changed hold for the next request; a pair of which only one file has changed yet is waited for,
/// with the pair before. Thread-safe.
/// </remarks>
internal sealed class PrometheusTransport : HttpMessageHandler
{
    private readonly Lock _lock = new();
    private readonly PrometheusOptions _options;
    private readonly AddressGuard _guard;
    private TlsMaterial _material;
    private HttpMessageInvoker _current;
    private HttpMessageInvoker? _before;

    /// <exception cref="ArgumentException">A certificate file cannot be used.</exception>
    public PrometheusTransport(PrometheusOptions options, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
    {
        _options = options;
        _guard = new(resolve ?? Dns.GetHostAddressesAsync, options.AllowLoopback);
        _material = TlsMaterial.Read(options);
        _current = Create(_material);
    }

    /// <summary>Why no answer came, from the kind of failure, so that no address or secret can slip in.</summary>
    public static (UnknownReason Reason, string Clause) Describe(HttpRequestException e) => e switch
    {
        { InnerException: AddressRefusedException refused } => (UnknownReason.SourceUnreachable, $"cannot be reached: {refused.Message}"),
        { InnerException: CertificateRefusedException refused } => (UnknownReason.TlsFailed, $"cannot be trusted: {refused.Message}"),
        { HttpRequestError: HttpRequestError.SecureConnectionError } =>
            (UnknownReason.TlsFailed, "cannot be reached: the TLS handshake failed; does it speak TLS, and does it accept our certificate?"),
        { HttpRequestError: HttpRequestError.NameResolutionError } => (UnknownReason.SourceUnreachable, "cannot be reached: its host name is not known"),
        { HttpRequestError: HttpRequestError.ConnectionError } => (UnknownReason.SourceUnreachable, "cannot be reached: the connection failed"),
        { HttpRequestError: HttpRequestError.ProxyTunnelError } => (UnknownReason.SourceUnreachable, "cannot be reached: the proxy refused"),
        { HttpRequestError: HttpRequestError.ResponseEnded } => (UnknownReason.SourceUnreachable, "broke its answer off"),
        _ => (UnknownReason.SourceUnreachable, $"cannot be reached: {e.HttpRequestError}"),
    };

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Current().SendAsync(request, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _before?.Dispose();
            _current.Dispose();
        }

        base.Dispose(disposing);
    }

    private HttpMessageInvoker Current()
    {
        if (_options is { CaFile: null, ClientCertificateFile: null }) return _current;
        lock (_lock)
        {
            try
            {
                if (TlsMaterial.Read(_options) is var material && material != _material)
                {
                    var next = Create(material);
                    // Requests under way finish on the one before; those of two changes ago have long met their deadline.
                    _before?.Dispose();
                    (_before, _current, _material) = (_current, next, material);
                }
            }
            catch (ArgumentException)
            {
                // Files are replaced one after another: the certificates before hold until what is there fits together.
            }

            return _current;
        }
    }

    private HttpMessageInvoker Create(TlsMaterial material)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = _options.ProxyUrl is not null,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            // A connection that nobody waits for any more is not waited for either.
            ConnectTimeout = _options.Timeout,
            MaxConnectionsPerServer = SamplingLimits.MaxParallelQueries,
            // A name that moved is looked up again.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectCallback = _guard.ConnectAsync,
        };
        if (_options.ProxyUrl is { } proxy) handler.Proxy = new WebProxy(new Uri(proxy), BypassOnLocal: false);
        material.Apply(handler.SslOptions, _options);
        return new(handler);
    }
}
