using System.Net;
using Microsoft.AspNetCore.Http;

namespace ModelMonitor.Tests.Faults.Rig;

/// <summary>What is to be done with one request instead of passing it on: forward, answer, relay or abort it in any order.</summary>
/// <param name="exchange">The request and the ways to go on with it.</param>
public delegate Task Fault(Exchange exchange);

/// <summary>One request on its way through the proxy.</summary>
public sealed class Exchange
{
    // Headers that speak of one connection only.
    private static readonly HashSet<string> Hop = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Transfer-Encoding", "Upgrade", "TE", "Trailer", "Proxy-Connection", "Host", "Content-Length",
    };

    private readonly HttpContext _http;
    private readonly HttpMessageInvoker _server;
    private readonly Uri _address;

    internal Exchange(HttpContext http, ProxiedRequest request, HttpMessageInvoker server, Uri address) =>
        (_http, Request, _server, _address) = (http, request, server, address);

    /// <summary>The request.</summary>
    public ProxiedRequest Request { get; }

    /// <summary>Cancelled when the operator has given the request up or is gone.</summary>
    public CancellationToken Aborted => _http.RequestAborted;

    /// <summary>End of the User-Agent of a request that the operator had given up before it was sent on: it lay in the network.</summary>
    public const string Late = " late";

    /// <summary>Sends the request to the API server; when it answers, a write is committed.</summary>
    /// <param name="evenIfAborted">Send it also when the operator is gone.</param>
    /// <param name="query">Another query, with its question mark; null for its own.</param>
    public async Task<HttpResponseMessage> ForwardAsync(bool evenIfAborted = false, string? query = null)
    {
        using var message = new HttpRequestMessage(new HttpMethod(Request.Method), new Uri(_address, Request.Path + (query ?? Request.Query)))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        var isLate = Aborted.IsCancellationRequested;
        if (Request.Body.Length > 0) message.Content = new ReadOnlyMemoryContent(Request.Body);
        foreach (var (name, values) in _http.Request.Headers)
        {
            if (Hop.Contains(name) || name.StartsWith(':')) continue;
            if (name == "User-Agent" && isLate) message.Headers.TryAddWithoutValidation(name, values + Late);
            else if (!message.Headers.TryAddWithoutValidation(name, values.ToArray())) message.Content?.Headers.TryAddWithoutValidation(name, values.ToArray());
        }

        return await _server.SendAsync(message, evenIfAborted ? CancellationToken.None : Aborted);
    }

    /// <summary>Passes an answer on, as it comes, without holding anything back.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="most">Most bytes of the body; the connection is cut after them.</param>
    public async Task RelayAsync(HttpResponseMessage response, long most = long.MaxValue)
    {
        await using var body = await BeginAsync(response);
        var buffer = new byte[64 * 1024];
        int length;
        while ((length = await body.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, most)), Aborted)) > 0)
        {
            await _http.Response.Body.WriteAsync(buffer.AsMemory(0, length), Aborted);
            await _http.Response.Body.FlushAsync(Aborted);
            if ((most -= length) > 0) continue;
            Abort();
            return;
        }
    }

    /// <summary>Passes an answer on line by line, for watches.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="lines">Gets a line; gives the lines to send instead, after as long as it likes.</param>
    public async Task RelayLinesAsync(HttpResponseMessage response, Func<string, CancellationToken, ValueTask<IEnumerable<string>>> lines)
    {
        using var reader = new StreamReader(await BeginAsync(response));
        while (await reader.ReadLineAsync(Aborted) is { } line)
        {
            foreach (var one in await lines(line, Aborted)) await _http.Response.WriteAsync(one + "\n", Aborted);
            await _http.Response.Body.FlushAsync(Aborted);
        }
    }

    /// <summary>Gives an answer that is not the API server's.</summary>
    /// <param name="status">HTTP status.</param>
    /// <param name="body">Body.</param>
    /// <param name="contentType">Its media type.</param>
    /// <param name="headers">More headers.</param>
    public async Task AnswerAsync(int status, string body, string contentType = "application/json", params (string Name, string Value)[] headers)
    {
        _http.Response.StatusCode = status;
        _http.Response.ContentType = contentType;
        foreach (var (name, value) in headers) _http.Response.Headers[name] = value;
        await _http.Response.WriteAsync(body, Aborted);
    }

    /// <summary>Ends the request without an answer; the operator sees a broken connection.</summary>
    public void Abort() => _http.Abort();

    private async Task<Stream> BeginAsync(HttpResponseMessage response)
    {
        _http.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers))
            if (!Hop.Contains(name)) _http.Response.Headers[name] = values.ToArray();
        // The head goes out at once: a watch may be silent for minutes.
        await _http.Response.Body.FlushAsync(Aborted);
        return await response.Content.ReadAsStreamAsync(Aborted);
    }
}
