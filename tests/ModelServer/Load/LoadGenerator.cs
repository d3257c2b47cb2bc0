namespace ModelMonitor.ModelServer.Load;

/// <summary>
/// An open loop of clients: requests arrive when the shape says, however slow the answers are. Latencies count from the scheduled
/// arrival, so that a late sender cannot hide a slow server (coordinated omission).
/// </summary>
/// <remarks>
/// Guarantees: ends by itself, at the latest one timeout after the shape's end; <see cref="Snapshot"/> may be called from any
/// thread at any time. Arrivals and sizes are the same for the same seed.
/// Caveats: a failed request enters the percentiles only when it timed out before its first token (with the time it had waited),
/// so read them beside <see cref="LoadReport.Failed"/>.
/// </remarks>
public sealed class LoadGenerator : IDisposable
{
    private readonly Func<IReadOnlyList<Uri>> _targets;
    private readonly LoadShape _shape;
    private readonly TokenSizes _sizes;
    private readonly LoadOptions _options;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly CompletionClient _client;
    private readonly LeastOutstanding _router = new();
    private readonly LoadStatistics _statistics;
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _start;
    // Open requests, and the arrivals themselves as one more: zero means that all is over.
    private int _pending = 1;

    /// <summary>Prepares a run.</summary>
    /// <param name="targets">Base addresses of the servers, asked at each arrival; the one with the fewest open requests is taken.</param>
    /// <param name="shape">When requests arrive.</param>
    /// <param name="sizes">How long they are.</param>
    /// <param name="seed">Fixes arrivals and sizes.</param>
    /// <param name="options">Limits; left out, the defaults.</param>
    public LoadGenerator(Func<IReadOnlyList<Uri>> targets, LoadShape shape, TokenSizes sizes, int seed, LoadOptions? options = null)
    {
        _targets = targets;
        _shape = shape;
        _sizes = sizes;
        _options = options ?? new();
        _time = _options.Time;
        _random = new Random(seed);
        _client = new(_options.Handler ?? CompletionClient.ForPods());
        _statistics = new(_options.Window);
    }

    private TimeSpan Now => Interlocked.Read(ref _start) is var start && start == 0 ? TimeSpan.Zero : _time.GetElapsedTime(start);

    /// <summary>Sends the whole load and waits for the last answers. Call once.</summary>
    /// <param name="cancellationToken">Ends the run early: open requests are broken off and not counted.</param>
    /// <exception cref="OperationCanceledException">It was ended early.</exception>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        if (Interlocked.CompareExchange(ref _start, _time.GetTimestamp(), 0) != 0)
            throw new InvalidOperationException("a load generator runs once");
        var sent = 0L;
        foreach (var arrival in _shape.Arrivals(_random))
        {
            if (sent++ == _options.MaxRequests) break;
            await WaitUntilAsync(arrival, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            Arrive(arrival, cancellationToken);
        }

        // The silence after the last arrival is part of the shape.
        if (sent <= _options.MaxRequests) await WaitUntilAsync(_shape.Duration, cancellationToken);
        Answered();
        await _answered.Task.WaitAsync(cancellationToken);
    }

    /// <summary>The state of things: counts since the start, latencies over the last window.</summary>
    public LoadReport Snapshot() => _statistics.Report(Now);

    /// <summary>The same with latencies over the whole run.</summary>
    public LoadReport Summary() => _statistics.Summary(Now, Now < _shape.Duration ? Now : _shape.Duration);

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private Task WaitUntilAsync(TimeSpan moment, CancellationToken cancellationToken) =>
        moment - Now is var wait && wait > TimeSpan.Zero ? Task.Delay(wait, _time, cancellationToken) : Task.CompletedTask;

    private void Arrive(TimeSpan arrival, CancellationToken cancellationToken)
    {
        var targets = _targets();
        var (prompt, output) = _sizes.Next(_random);
        _statistics.Arrived(arrival, targets.Count);
        if (targets.Count == 0)
        {
            Fail(new(arrival, default, null, "no target"));
            return;
        }

        if (_statistics.Open > _options.MaxInFlight)
        {
            Fail(new(arrival, default, null, $"more than {_options.MaxInFlight} requests open"));
            return;
        }

        Interlocked.Increment(ref _pending);
        _ = SendAsync(targets, arrival, new() { PromptTokens = prompt, MaxTokens = output, Stream = true }, cancellationToken);
    }

    private async Task SendAsync(IReadOnlyList<Uri> targets, TimeSpan arrival, CompletionRequest body, CancellationToken cancellationToken)
    {
        var target = _router.Take(targets);
        using var timeout = new CancellationTokenSource(_options.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        TimeSpan? firstToken = null;
        var sent = Now;
        // A timer may fire a fraction of a millisecond early.
        var lag = sent > arrival ? sent - arrival : TimeSpan.Zero;
        _statistics.Sent(sent, lag);
        try
        {
            if (await _client.SendAsync(target, body, FirstByte, either.Token) is { } error)
            {
                Fail(new(arrival, lag, firstToken, error));
                return;
            }

            _statistics.Completed(Now, arrival);
            _options.Ended?.Invoke(new(arrival, lag, firstToken, null));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            if (firstToken is null) FirstByte();
            Fail(new(arrival, lag, firstToken, $"{target.Authority}: no full answer within {_options.Timeout.TotalSeconds:0.#} s"));
        }
        catch (OperationCanceledException)
        {
            _statistics.BrokenOff();
        }
        finally
        {
            _router.Release(target);
            Answered();
        }

        void FirstByte()
        {
            var now = Now;
            firstToken = now - arrival;
            _statistics.FirstToken(now, arrival);
        }
    }

    private void Fail(RequestOutcome outcome)
    {
        _statistics.Failed(outcome.Error!);
        _options.Ended?.Invoke(outcome);
    }

    private void Answered()
    {
        if (Interlocked.Decrement(ref _pending) == 0) _answered.TrySetResult();
    }
}
