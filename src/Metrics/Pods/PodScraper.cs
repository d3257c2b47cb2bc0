using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ModelMonitor.Decisions;

namespace ModelMonitor.Metrics;

/// <summary>Gets one pod's metrics over plain HTTP.</summary>
/// <remarks>
/// Guarantees: a scrape ends within <see cref="PodsOptions.Timeout"/>, whatever the pod does; it connects to the checked IP address
/// and to nothing else (no name is looked up, no redirect followed, no proxy asked, no cookie kept); no more than
/// <see cref="ExpositionReader.MaxBytes"/> are read, counted after decompression; whatever the pod does is a fault, never an exception.
/// Assumptions: a handed-in handler, if any, keeps these rules. Caveats: one attempt, no back-off: the caller comes again at its next
/// round. A connection is closed after each scrape, because idle ones to thousands of pods would cost more memory than they save time.
/// Thread-safe.
/// </remarks>
internal sealed class PodScraper : IDisposable
{
    private readonly HttpClient _http;
    private readonly PodsOptions _options;
    private readonly TimeProvider _time;

    /// <summary>Makes a scraper; nothing is sent yet.</summary>
    /// <param name="options">Not to be changed afterwards.</param>
    /// <param name="time">The clock of the deadline.</param>
    /// <param name="handler">Carries the requests instead of sockets, in tests; disposed with the scraper.</param>
    public PodScraper(PodsOptions options, TimeProvider time, HttpMessageHandler? handler = null)
    {
        (_options, _time) = (options, time);
        _http = new HttpClient(handler ?? Sockets()) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>Scrapes a pod.</summary>
    /// <param name="ip">The pod's IP address.</param>
    /// <param name="port">Port, 1 to 65535.</param>
    /// <param name="path">Path, beginning with a slash.</param>
    /// <param name="onSample">Takes each sample. What it was given counts only when there is no fault.</param>
    /// <param name="cancellationToken">Ends the scrape.</param>
    /// <returns>Null, or why there are no metrics.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<ScrapeFault?> ScrapeAsync(
        string? ip, int port, string path, ExpositionSampleHandler onSample, CancellationToken cancellationToken)
    {
        if (PodAddress.Check(ip, _options, out var address) is { } refusal) return new(UnknownReason.SourceRefused, refusal);
        using var deadline = new CancellationTokenSource(_options.Timeout, _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var where = string.Create(CultureInfo.InvariantCulture, $"port {port}");
        try
        {
            return await SendAsync(Url(address, port, path), where, onSample, linked.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(UnknownReason.SourceUnreachable, string.Create(
                CultureInfo.InvariantCulture, $"{where} gave no complete answer within {_options.Timeout.TotalSeconds} s"));
        }
        catch (HttpRequestException e)
        {
            return new(UnknownReason.SourceUnreachable, $"{where} {Describe(e)}");
        }
        catch (ExpositionTooLargeException e)
        {
            return new(UnknownReason.Ambiguous, $"{where} exposes {e.Message}");
        }
        catch (ExpositionException e)
        {
            return new(UnknownReason.WrongType, $"{where} answers no valid metrics: {e.Message}");
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            return new(UnknownReason.SourceUnreachable, $"{where} broke its answer off");
        }
    }

    private async Task<ScrapeFault?> SendAsync(Uri url, string where, ExpositionSampleHandler onSample, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.TryAddWithoutValidation("Accept", ExpositionNegotiation.Accept);
        request.Headers.ConnectionClose = true;
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var status = (int)response.StatusCode;
        if (status is >= 300 and < 400)
            return new(UnknownReason.Redirected, $"{where} redirects ({status}), which is not followed");
        if (response.StatusCode != HttpStatusCode.OK) return new(UnknownReason.SourceRefused, $"{where} answers {status}{Hint(status)}");
        if (ExpositionNegotiation.Of(response.Content.Headers.ContentType) is not { } format)
            return new(UnknownReason.WrongType, $"{where} answers something else than metrics, by its Content-Type");
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        await ExpositionReader.ReadAsync(body, new ExpositionParser(format, onSample), cancellationToken);
        return null;
    }

    private static string Hint(int status) => status switch
    {
        401 or 403 => ": its metrics need a login, which this source does not have",
        404 => ": there are no metrics at that path",
        _ => "",
    };

    private static Uri Url(IPAddress address, int port, string path)
    {
        var host = address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();
        return new Uri(string.Create(CultureInfo.InvariantCulture, $"http://{host}:{port}{path}"));
    }

    private static string Describe(HttpRequestException e) => e switch
    {
        { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } } => "refuses the connection",
        { HttpRequestError: HttpRequestError.ConnectionError } => "cannot be reached",
        { HttpRequestError: HttpRequestError.ResponseEnded } => "broke its answer off",
        _ => "does not answer in HTTP",
    };

    private static SocketsHttpHandler Sockets() => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.All,
        MaxResponseHeadersLength = 16,
        // What is left of a refused answer is not read.
        MaxResponseDrainSize = 0,
        // No connection is kept; this only has what .NET remembers of each address dropped between two rounds.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(1),
    };
}
