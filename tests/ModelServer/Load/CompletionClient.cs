using System.Net.Http.Json;

namespace ModelMonitor.ModelServer.Load;

/// <summary>Sends one streamed completion and sees its first and its last byte.</summary>
internal sealed class CompletionClient(HttpMessageHandler handler) : IDisposable
{
    private readonly HttpClient _client = new(handler) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>A handler for pods: no proxy, and no old connections, since pods come and go.</summary>
    public static SocketsHttpHandler ForPods() => new()
    {
        UseProxy = false,
        ConnectTimeout = TimeSpan.FromSeconds(3),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(5),
        // A Service spreads connections, not requests: only new ones reach new pods.
        PooledConnectionLifetime = TimeSpan.FromSeconds(10),
    };

    /// <returns>Null when the answer came in full, otherwise what went wrong.</returns>
    public async Task<string?> SendAsync(Uri target, CompletionRequest body, Action firstByte, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(target, "/v1/completions"));
            request.Content = JsonContent.Create(body, WireJson.Default.CompletionRequest);
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (!response.IsSuccessStatusCode) return $"{target.Authority}: HTTP {(int)response.StatusCode}";

            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            var buffer = new byte[1024];
            if (await stream.ReadAsync(buffer, cancellationToken) == 0) return $"{target.Authority}: an empty answer";
            firstByte();
            while (await stream.ReadAsync(buffer, cancellationToken) > 0)
            {
                // Only the end counts.
            }

            return null;
        }
        catch (Exception e) when (e is HttpRequestException or IOException
            // A connection that was not made in time looks like a cancellation that nobody asked for.
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return $"{target.Authority}: {e.Message}";
        }
    }

    public void Dispose() => _client.Dispose();
}
