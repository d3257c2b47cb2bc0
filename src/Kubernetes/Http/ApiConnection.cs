using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace ModelMonitor.Kubernetes;

/// <summary>Sends requests to one API server: deadline, retries, and errors that say what was asked.</summary>
/// <remarks>Guarantees: safe for concurrent use; a write is sent twice only after the server said that it did not begin it.</remarks>
internal sealed partial class ApiConnection : IDisposable
{
    private static readonly string Version = typeof(ApiConnection).Assembly.GetName().Version?.ToString(3) ?? "0";

    /// <summary>How long the answer to a write that was sent is awaited when the caller gives up: so that it is known what was done.</summary>
    private static readonly TimeSpan WriteGrace = TimeSpan.FromSeconds(1.5);

    private readonly HttpMessageInvoker _http;
    private readonly string _server;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly IWriteFence? _fence;

    public ApiConnection(ClientConfig config, TimeProvider time, ILoggerFactory loggers, IWriteFence? fence = null)
    {
        _fence = fence;
        _log = loggers.CreateLogger<KubernetesClient>();
        if (config.InsecureSkipTlsVerify) LogInsecure(_log, config.Server);
        _http = new HttpMessageInvoker(TransportFactory.Create(config, time, _log));
        _server = TransportFactory.RequestAddress(config).AbsoluteUri.TrimEnd('/');
        _timeout = config.RequestTimeout;
        _time = time;
    }

    /// <summary>Sends a request and reads the answer, all within the request timeout, or less where the fence gives less.</summary>
    /// <exception cref="LeadershipLostException">The fence let no write pass; this try was not sent.</exception>
    public async Task<T> SendAsync<T>(
        ApiRequest request, Func<Stream, CancellationToken, ValueTask<T>> read, CancellationToken cancellationToken)
    {
        var fence = request.IsRead ? null : _fence;
        var timeout = fence?.Pass() is { } limit && limit < _timeout ? limit : _timeout;
        using var deadline = new Deadline(timeout, request.IsRead ? TimeSpan.Zero : WriteGrace, _time, cancellationToken);
        for (var tries = 1; ; tries++)
        {
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (tries > 1) fence?.Pass();
                using var response = await SendOnceAsync(request, deadline.Token);
                if (response.IsSuccessStatusCode)
                {
                    await using var stream = await response.Content.ReadAsStreamAsync(deadline.Token);
                    return await read(stream, deadline.Token);
                }

                var failure = await ApiError.ReadAsync(request, response, _time, deadline.Token);
                var wait = RetryRules.WaitAfter(request, failure, tries, Random.Shared.NextDouble());
                if (wait is null || wait >= deadline.Remaining) throw failure;
                LogRetry(_log, wait.Value.TotalSeconds, failure.Message);
                await Task.Delay(wait.Value, _time, cancellationToken);
            }
            catch (Exception e) when (Failure(e, request, cancellationToken, timeout) is { } failure)
            {
                throw failure;
            }
        }
    }

    /// <summary>Sends a request and gives the answer once its head is there; the body may go on for as long as it likes.</summary>
    /// <exception cref="KubernetesException">Refused, or no answer within the request timeout.</exception>
    public async Task<HttpResponseMessage> OpenAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        // Covers the way to the head only: the body that follows is read under the caller's token alone.
        using var deadline = new Deadline(_timeout, TimeSpan.Zero, _time, cancellationToken);
        HttpResponseMessage? response = null;
        try
        {
            response = await SendOnceAsync(request, deadline.Token);
            if (response.IsSuccessStatusCode) return response;
            throw await ApiError.ReadAsync(request, response, _time, deadline.Token);
        }
        catch (Exception e)
        {
            response?.Dispose();
            if (Failure(e, request, cancellationToken) is { } failure) throw failure;
            throw;
        }
    }

    /// <summary>What a transport's exception means; null for everything that is none.</summary>
    public KubernetesException? Failure(
        Exception e, ApiRequest request, CancellationToken cancellationToken, TimeSpan? timeout = null)
    {
        return e switch
        {
            OperationCanceledException when cancellationToken.IsCancellationRequested => null,
            OperationCanceledException => Unanswered($"no answer within {(timeout ?? _timeout).TotalSeconds:0.#} s"),
            JsonException => Unanswered($"unreadable answer: {e.Message}"),
            HttpRequestException or IOException => Unanswered(Causes(e)),
            ClientConfigException => Unanswered(e.Message),
            _ => null,
        };

        KubernetesException Unanswered(string cause) => new($"{request.What}: {cause}", innerException: e);
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendOnceAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(request.Method, _server + request.Path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        message.Headers.UserAgent.Add(new ProductInfoHeaderValue(KubernetesClient.Agent, Version));
        message.Headers.Accept.ParseAdd(request.Accept);
        if (request.As is { } user) message.Headers.Add("Impersonate-User", user);
        if (request.Body is { } body)
        {
            message.Content = new ReadOnlyMemoryContent(body);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue(request.ContentType);
        }

        return await _http.SendAsync(message, cancellationToken);
    }

    // The outer text of a TLS failure only points at the inner one.
    private static string Causes(Exception e) =>
        e.InnerException is { } inner && !e.Message.Contains(inner.Message, StringComparison.Ordinal)
            ? $"{e.Message} {Causes(inner)}"
            : e.Message;

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The certificate of {Server} is not checked: anyone on the way can read and change what is sent")]
    private static partial void LogInsecure(ILogger logger, Uri server);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Sending again in {Seconds} s: {Failure}")]
    private static partial void LogRetry(ILogger logger, double seconds, string failure);

    /// <summary>Ends a request in time, and a grace after the caller's cancellation.</summary>
    private sealed class Deadline : IDisposable
    {
        private readonly CancellationTokenSource _ends;
        private readonly CancellationTokenRegistration _registration;
        private readonly TimeSpan _timeout;
        private readonly TimeProvider _time;
        private readonly long _start;

        public Deadline(TimeSpan timeout, TimeSpan grace, TimeProvider time, CancellationToken cancellationToken)
        {
            (_timeout, _time, _start) = (timeout, time, time.GetTimestamp());
            _ends = new CancellationTokenSource(timeout, time);
            _registration = cancellationToken.Register(() =>
            {
                if (grace == TimeSpan.Zero) _ends.Cancel();
                else if (Remaining > grace) _ends.CancelAfter(grace);
            });
        }

        public CancellationToken Token => _ends.Token;

        public TimeSpan Remaining => _timeout - _time.GetElapsedTime(_start);

        public void Dispose()
        {
            _registration.Dispose();
            _ends.Dispose();
        }
    }
}
