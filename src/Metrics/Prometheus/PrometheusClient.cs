using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using ModelMonitor.Decisions;

namespace ModelMonitor.Metrics;

/// <summary>Asks one Prometheus for instant vectors, and for their course over a range of time.</summary>
/// <remarks>
/// Guarantees: a query ends within <see cref="PrometheusOptions.Timeout"/>, whatever the server does; no more than the allowed bytes are
/// read, counted after decompression, and they are not held; an answer that the server calls partial is a failure; redirects are not
/// followed, no proxy is used but a configured one, and no address is asked that a metrics server cannot have, so that secrets go nowhere
/// else; no exception carries a secret.
/// Assumptions: the handed-in handler, if any, follows no redirects.
/// Caveats: one attempt per query, no back-off: that is <see cref="SourceBreaker"/>'s.
/// Thread-safe.
/// </remarks>
public sealed class PrometheusClient : IDisposable
{
    // Metric names, labels and values are far below: a longer token is not an answer to any query of ours.
    private const int MaxTokenBytes = 1 << 20;

    // A histogram of 5,000 pods, the most that one query is about, with 30 buckets each: bytes alone allow many more short ones.
    private const int MaxSeries = 150_000;
    private const int MaxErrorBodyBytes = 16 << 10;
    private const string NotTheApi = "answered with something else than the query API's JSON";

    private static readonly JsonReaderOptions Json = new() { MaxDepth = 32 };

    private readonly HttpClient _http;
    private readonly TimeProvider _time;
    private readonly Uri _url;
    private readonly SourceCredentials _credentials;

    /// <summary>Makes a client; nothing is sent yet.</summary>
    /// <param name="options">Where and how; not to be changed afterwards.</param>
    /// <param name="time">The clock of the deadline.</param>
    /// <param name="handler">Carries the requests instead of sockets, in tests; disposed with the client.</param>
    /// <exception cref="ArgumentException">An option is wrong, or a certificate file cannot be used.</exception>
    public PrometheusClient(PrometheusOptions options, TimeProvider time, HttpMessageHandler? handler = null)
    {
        Options = options;
        _time = time;
        _url = options.Validate();
        _credentials = new(options);
        _http = new HttpClient(handler ?? new PrometheusTransport(options)) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>The options it was made with.</summary>
    public PrometheusOptions Options { get; }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>
    /// Runs an instant query at the server's own now (with an offset: at ours less the offset) and hands on each series while the answer
    /// is read.
    /// </summary>
    /// <param name="query">PromQL whose result is an instant vector.</param>
    /// <param name="maxBytes">Most bytes of the answer after decompression.</param>
    /// <param name="onSample">Takes each series. What it was given counts only when the call returns without an exception.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    /// <exception cref="PrometheusException">There is no complete, usable answer.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task QueryAsync(string query, long maxBytes, VectorSampleHandler onSample, CancellationToken cancellationToken) =>
        QueryAsync(query, null, maxBytes, onSample, cancellationToken);

    /// <summary>Runs an instant query in the name of one namespace, which a source with <see cref="PrometheusOptions.Tenant"/> needs.</summary>
    /// <param name="query">PromQL whose result is an instant vector.</param>
    /// <param name="tenant">The one namespace that the query is about; without meaning for a source that has no tenants.</param>
    /// <param name="maxBytes">Most bytes of the answer after decompression.</param>
    /// <param name="onSample">Takes each series. What it was given counts only when the call returns without an exception.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    /// <exception cref="PrometheusException">There is no complete, usable answer.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task QueryAsync(string query, string? tenant, long maxBytes, VectorSampleHandler onSample, CancellationToken cancellationToken) =>
        QueryAsync(query, null, tenant, maxBytes, new VectorReader(onSample), cancellationToken);

    /// <summary>Runs a range query and hands on each series while the answer is read. With an offset all of it is that much earlier.</summary>
    /// <param name="query">PromQL whose result is an instant vector.</param>
    /// <param name="range">When it is evaluated.</param>
    /// <param name="tenant">The one namespace that the query is about; without meaning for a source that has no tenants.</param>
    /// <param name="maxBytes">Most bytes of the answer after decompression.</param>
    /// <param name="onSeries">Takes each series. What it was given counts only when the call returns without an exception.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    /// <exception cref="PrometheusException">There is no complete, usable answer.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task QueryRangeAsync(
        string query, QueryRange range, string? tenant, long maxBytes, MatrixSeriesHandler onSeries, CancellationToken cancellationToken) =>
        QueryAsync(query, range, tenant, maxBytes, new MatrixReader(Options.Offset, onSeries), cancellationToken);

    private async Task QueryAsync(
        string query, QueryRange? range, string? tenant, long maxBytes, AnswerReader answer, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Options.Timeout, _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await SendAsync(query, range, tenant, maxBytes, answer, linked.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failed(
                UnknownReason.SourceUnreachable,
                string.Create(CultureInfo.InvariantCulture, $"gave no complete answer within {Options.Timeout.TotalSeconds} s"));
        }
        catch (HttpRequestException e)
        {
            var (reason, clause) = PrometheusTransport.Describe(e);
            throw Failed(reason, clause, inner: e);
        }
        catch (IOException e)
        {
            throw Failed(UnknownReason.SourceUnreachable, "broke its answer off", inner: e);
        }
        catch (Exception e) when (e is JsonException or InvalidDataException)
        {
            throw Failed(UnknownReason.WrongType, $"{NotTheApi}: {ServerText.Clean(e.Message)}", inner: e);
        }
    }

    private async Task SendAsync(
        string query, QueryRange? range, string? tenant, long maxBytes, AnswerReader answer, CancellationToken cancellationToken)
    {
        var credentials = await _credentials.ReadAsync(cancellationToken);
        using var request = QueryRequest.Create(Options, _url, query, range, tenant, credentials, _time.GetUtcNow());
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        if (!response.IsSuccessStatusCode) throw await RefusalAsync(response, body, credentials.Secrets, cancellationToken);
        await ReadAsync(body, maxBytes, answer, cancellationToken);
        Check(answer, credentials.Secrets);
    }

    private async Task ReadAsync(Stream body, long maxBytes, AnswerReader answer, CancellationToken cancellationToken)
    {
        var pipe = PipeReader.Create(body, new StreamPipeReaderOptions(bufferSize: 64 << 10));
        try
        {
            var state = new JsonReaderState(Json);
            long total = 0;
            while (true)
            {
                var piece = await pipe.ReadAsync(cancellationToken);
                var consumed = Consume(piece.Buffer, piece.IsCompleted, answer, ref state);
                var rest = piece.Buffer.Length - consumed;
                if (total + piece.Buffer.Length > maxBytes || rest > MaxTokenBytes)
                    throw Failed(UnknownReason.Ambiguous, $"answered more than the {maxBytes >> 10} KiB that this query may return");
                if (answer.Series > MaxSeries) throw Failed(UnknownReason.Ambiguous, $"answered more than the {MaxSeries} series that a query may return");
                total += consumed;
                pipe.AdvanceTo(piece.Buffer.GetPosition(consumed), piece.Buffer.End);
                if (piece.IsCompleted) return;
            }
        }
        finally
        {
            await pipe.CompleteAsync();
        }
    }

    private static long Consume(ReadOnlySequence<byte> bytes, bool isLast, AnswerReader answer, ref JsonReaderState state)
    {
        var reader = new Utf8JsonReader(bytes, isLast, state);
        answer.Read(ref reader);
        state = reader.CurrentState;
        return reader.BytesConsumed;
    }

    private void Check(AnswerReader answer, IReadOnlyList<string> secrets)
    {
        if (answer.Status == "error") throw Refusal(answer, null, secrets, null);
        if (answer.Status != "success" || answer.ResultType is null)
            throw Failed(UnknownReason.WrongType, NotTheApi);
        if (answer.ResultType != answer.ExpectedType)
            throw Failed(UnknownReason.WrongType, $"answered with a {ServerText.Clean(answer.ResultType, secrets)} instead of a {answer.ExpectedType}");
        if (answer.Warnings.Count > 0)
            throw Failed(UnknownReason.PartialData, $"says that its answer is partial: {ServerText.Clean(answer.Warnings[0], secrets)}");
    }

    private async Task<PrometheusException> RefusalAsync(
        HttpResponseMessage response, Stream body, IReadOnlyList<string> secrets, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        if (status is >= 300 and < 400)
            return Failed(UnknownReason.Redirected, $"redirects{Target(response, secrets)} ({status}), which is not followed", status);
        var retryAfter = RetryAfter(response);
        var bytes = new byte[MaxErrorBodyBytes];
        var length = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        var envelope = new VectorReader(static _ => { });
        try
        {
            var reader = new Utf8JsonReader(bytes.AsSpan(0, length), isFinalBlock: true, new JsonReaderState(Json));
            envelope.Read(ref reader);
            if (envelope.Status == "error") return Refusal(envelope, status, secrets, retryAfter);
        }
        catch (JsonException)
        {
            // No envelope: a proxy's or a load balancer's own words.
        }

        var text = ServerText.Clean(Encoding.UTF8.GetString(bytes, 0, length), secrets);
        var words = text.StartsWith('<') ? "with an HTML page" : text.Length == 0 ? "with no words" : $"with: {text}";
        return Failed(ReasonOf(status, null), $"answered {status} {words}", status, retryAfter: retryAfter);
    }

    private PrometheusException Refusal(AnswerReader answer, int? status, IReadOnlyList<string> secrets, TimeSpan? retryAfter) => Failed(
        ReasonOf(status, answer.ErrorType),
        $"answered {ServerText.Clean($"{status} {answer.ErrorType}: {answer.Error}", secrets)}",
        status,
        retryAfter: retryAfter);

    // The host alone: paths and queries of redirects carry tokens.
    private static string Target(HttpResponseMessage response, IReadOnlyList<string> secrets) =>
        response.Headers.Location is { IsAbsoluteUri: true } to ? $" to {ServerText.Clean(to.Host, secrets)}" : "";

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var value = response.Headers.RetryAfter;
        var wait = value?.Delta ?? value?.Date - _time.GetUtcNow();
        return wait > TimeSpan.Zero ? wait : null;
    }

    // Error types: the HTTP API page of the Prometheus documentation and its web/api/v1 package.
    private static UnknownReason ReasonOf(int? status, string? errorType) => (status, errorType) switch
    {
        (401 or 403 or 429, _) => UnknownReason.SourceRefused,
        (_, "timeout" or "canceled" or "unavailable") => UnknownReason.SourceUnreachable,
        (400 or 422, _) or (null, "bad_data" or "execution") => UnknownReason.BadQuery,
        _ => UnknownReason.SourceRefused,
    };

    private PrometheusException Failed(
        UnknownReason reason, string what, int? status = null, Exception? inner = null, TimeSpan? retryAfter = null) =>
        new(reason, $"source {Options.Name} {what}", status, inner, retryAfter);
}
