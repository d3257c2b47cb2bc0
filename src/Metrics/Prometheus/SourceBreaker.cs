using ModelMonitor.Decisions;

namespace ModelMonitor.Metrics;

/// <summary>
/// Leaves a source alone that does not serve: after <see cref="FailedRounds"/> rounds in which every query failed it is asked again only
/// after a pause that doubles from <see cref="ShortestPause"/> to <see cref="LongestPause"/>, and then with one query first.
/// </summary>
/// <remarks>
/// Guarantees: a query that is held back fails with the last failure's reason; a server's <c>Retry-After</c> is honoured from the first
/// round on, up to <see cref="LongestRetryAfter"/>; refusals of single queries (BadQuery), partial answers and answers of another form
/// are no reason, they come from a server that serves.
/// Assumptions: everything of one source goes through one breaker.
/// Caveats: pauses are not exact, so that operators do not come back in step; a caller that asks rarely waits for its own next round.
/// Thread-safe.
/// </remarks>
/// <param name="source">The source's name, for metrics.</param>
/// <param name="time">The clock of the pauses; its monotonic side.</param>
/// <param name="random">0 to 1, for the jitter.</param>
internal sealed class SourceBreaker(string source, TimeProvider time, Func<double>? random = null)
{
    /// <summary>Failed rounds in a row until the source is left alone.</summary>
    public const int FailedRounds = 3;

    public static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);

    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(60);

    public static readonly TimeSpan LongestRetryAfter = TimeSpan.FromMinutes(5);

    private readonly Func<double> _random = random ?? Random.Shared.NextDouble;
    private readonly Lock _lock = new();
    private int _failed;
    private TimeSpan _pause;
    private (long Since, TimeSpan For, PrometheusException Withheld)? _open;
    private bool _probing;

    /// <summary>Runs one round: all queries, some at once, or none while it is open.</summary>
    /// <param name="count">Queries of the round.</param>
    /// <param name="ask">
    /// Asks the query of a number, or, when it is given a failure, takes that for its answer; returns its failure or null. May be called
    /// again for the first query, with the failure that counts.
    /// </param>
    /// <param name="cancellationToken">Ends the round.</param>
    /// <param name="parallel">Most queries at once.</param>
    public async Task RoundAsync(
        int count,
        Func<int, PrometheusException?, CancellationToken, Task<PrometheusException?>> ask,
        CancellationToken cancellationToken,
        int parallel = SamplingLimits.MaxParallelQueries)
    {
        if (count == 0) return;
        var failures = new PrometheusException?[count];
        var (withheld, isProbe) = Begin();
        if (withheld is null && isProbe)
        {
            try
            {
                failures[0] = await ask(0, null, cancellationToken);
                if (IsReason(failures[0])) withheld = Learn([failures[0]!]);
            }
            finally
            {
                lock (_lock) _probing = false;
            }
        }

        if (withheld is not null)
        {
            SourceInstruments.Withheld(source, isProbe ? count - 1 : count);
            for (var i = 0; i < count; i++) await ask(i, withheld, cancellationToken);
            return;
        }

        var options = new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellationToken };
        await Parallel.ForAsync(isProbe ? 1 : 0, count, options, async (i, token) => failures[i] = await ask(i, null, token));
        Learn(failures);
    }

    private static bool IsReason(PrometheusException? failure) => failure?.Reason is UnknownReason.SourceUnreachable
        or UnknownReason.SourceRefused or UnknownReason.TlsFailed or UnknownReason.Redirected
        // From a client: larger than it may be, so it costs much each time.
        or UnknownReason.Ambiguous;

    private (PrometheusException? Withheld, bool IsProbe) Begin()
    {
        lock (_lock)
        {
            if (_open is not { } open) return (null, false);
            if (_probing || time.GetElapsedTime(open.Since) < open.For) return (open.Withheld, false);
            _probing = true;
            return (null, true);
        }
    }

    /// <returns>What queries that are held back from now on fail with; null when none are.</returns>
    private PrometheusException? Learn(PrometheusException?[] failures)
    {
        lock (_lock)
        {
            if (!failures.All(IsReason))
            {
                (_failed, _pause, _open) = (0, TimeSpan.Zero, null);
                return null;
            }

            _failed++;
            var asked = Min(failures.Max(f => f!.RetryAfter) ?? TimeSpan.Zero, LongestRetryAfter);
            if (_failed < FailedRounds && asked == TimeSpan.Zero) return null;
            if (_failed >= FailedRounds) _pause = _pause == TimeSpan.Zero ? ShortestPause : Min(2 * _pause, LongestPause);
            var longest = _pause > asked ? _pause : asked;
            var (jittered, last) = (_pause * (0.5 + (0.5 * _random())), failures[0]!);
            // Without the moment of the next try: a text that changes all the time would be a status write each time.
            var message = FormattableString.Invariant($"{last.Message}; it is asked again within {Math.Ceiling(longest.TotalSeconds)} s");
            if (_open is null) SourceInstruments.Opened(source);
            _open = (time.GetTimestamp(), jittered > asked ? jittered : asked, new(last.Reason, message, last.StatusCode, last));
            return _open.Value.Withheld;
        }
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
