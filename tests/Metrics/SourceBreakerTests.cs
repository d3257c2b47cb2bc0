using ModelMonitor.Decisions;
using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Metrics;

public class SourceBreakerTests
{
    private readonly ManualTime _time = new();
    private readonly SourceBreaker _breaker;
    private double _random = 1;
    private int _asked;

    public SourceBreakerTests() => _breaker = new("prod", _time, () => _random);

    [Fact]
    public async Task After_three_failed_rounds_a_source_is_left_alone_and_says_so()
    {
        for (var i = 0; i < 3; i++) Assert.Equal(["down", "down"], await RoundAsync(Down, Down));
        Assert.Equal(6, _asked);
        Assert.Equal(["down; it is asked again within 1 s", "down; it is asked again within 1 s"], await RoundAsync(null, null));
        Assert.Equal(6, _asked);
    }

    [Fact]
    public async Task One_query_tries_it_again_and_opens_the_way_for_the_others()
    {
        await OpenAsync();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([null, null, null], await RoundAsync(null, null, null));
        Assert.Equal(3, _asked);
        // Closed and forgotten: it takes three rounds again.
        for (var i = 0; i < 3; i++) Assert.Equal(["down"], await RoundAsync(Down));
        Assert.Equal(["down; it is asked again within 1 s"], await RoundAsync(Down));
    }

    [Fact]
    public async Task A_failed_try_costs_one_query_and_pauses_double_up_to_a_minute()
    {
        await OpenAsync();
        foreach (var (pause, next) in new[] { (1, 2), (2, 4), (4, 8), (8, 16), (16, 32), (32, 60), (60, 60), (60, 60) })
        {
            _time.Advance(TimeSpan.FromSeconds(pause) - TimeSpan.FromTicks(1));
            Assert.All(await RoundAsync(null, null), f => Assert.EndsWith($"asked again within {pause} s", f, StringComparison.Ordinal));
            Assert.Equal(0, _asked);
            _time.Advance(TimeSpan.FromTicks(1));
            // The one that was asked says the same as the others, so that a status does not change from round to round.
            Assert.Equal(Enumerable.Repeat($"down; it is asked again within {next} s", 2), await RoundAsync(Down, Down));
            Assert.Equal(1, _asked);
            _asked = 0;
        }
    }

    [Fact]
    public async Task Pauses_are_between_half_and_all_of_their_length()
    {
        _random = 0;
        await OpenAsync();
        _time.Advance(TimeSpan.FromSeconds(0.5) - TimeSpan.FromTicks(1));
        await RoundAsync(Down);
        Assert.Equal(0, _asked);
        _time.Advance(TimeSpan.FromTicks(1));
        await RoundAsync(Down);
        Assert.Equal(1, _asked);
    }

    [Theory]
    [InlineData(UnknownReason.SourceUnreachable, true)]
    [InlineData(UnknownReason.SourceRefused, true)]
    [InlineData(UnknownReason.TlsFailed, true)]
    [InlineData(UnknownReason.Redirected, true)]
    [InlineData(UnknownReason.Ambiguous, true)]
    [InlineData(UnknownReason.BadQuery, false)]
    [InlineData(UnknownReason.PartialData, false)]
    [InlineData(UnknownReason.WrongType, false)]
    public async Task Only_a_source_that_does_not_serve_is_left_alone(UnknownReason reason, bool isLeftAlone)
    {
        for (var i = 0; i < 10; i++) await RoundAsync(new PrometheusException(reason, "wrong"));
        Assert.Equal(isLeftAlone ? 3 : 10, _asked);
    }

    [Fact]
    public async Task One_query_that_works_shows_that_the_source_serves()
    {
        for (var i = 0; i < 10; i++) await RoundAsync(Down, i % 3 == 2 ? null : Down);
        Assert.Equal(20, _asked);
        for (var i = 0; i < 10; i++) await RoundAsync(Down, new(UnknownReason.BadQuery, "no"));
        Assert.Equal(40, _asked);
    }

    [Theory]
    [InlineData(20, 20)]
    [InlineData(300, 300)]
    [InlineData(86_400, 300)]
    public async Task A_servers_word_is_honoured_from_the_first_round_on_up_to_five_minutes(int asked, int kept)
    {
        Assert.Equal(["busy"], await RoundAsync(Busy(asked)));
        _time.Advance(TimeSpan.FromSeconds(kept) - TimeSpan.FromTicks(1));
        Assert.Equal([$"busy; it is asked again within {kept} s"], await RoundAsync(Works));
        Assert.Equal(1, _asked);
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal([null], await RoundAsync(Works));
    }

    [Fact]
    public async Task A_pause_longer_than_the_servers_word_stays()
    {
        await OpenAsync();
        foreach (var pause in new[] { 1, 2, 4 })
        {
            _time.Advance(TimeSpan.FromSeconds(pause));
            await RoundAsync(Busy(1));
        }

        Assert.Equal(["busy; it is asked again within 8 s"], await RoundAsync(Works));
    }

    [Fact]
    public async Task While_one_round_tries_no_other_does()
    {
        await OpenAsync();
        _time.Advance(TimeSpan.FromSeconds(1));
        var answer = new TaskCompletionSource<PrometheusException?>();
        var trying = _breaker.RoundAsync(1, (_, withheld, _) => withheld is null ? answer.Task : Task.FromResult<PrometheusException?>(withheld), default);
        Assert.All(await RoundAsync(null, null), Assert.NotNull);
        Assert.Equal(0, _asked);
        answer.SetResult(null);
        await trying;
        Assert.Equal([null], await RoundAsync(Works));
    }

    [Fact]
    public async Task A_try_that_was_cancelled_leaves_the_way_free_for_the_next()
    {
        await OpenAsync();
        _time.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            _breaker.RoundAsync(1, (_, _, _) => Task.FromCanceled<PrometheusException?>(new(true)), default));
        Assert.Equal([null], await RoundAsync(Works));
    }

    [Fact]
    public async Task At_most_four_queries_run_at_once()
    {
        var (running, most) = (0, 0);
        var gate = new TaskCompletionSource();
        var round = _breaker.RoundAsync(20, async (_, _, _) =>
        {
            var now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            if (now == SamplingLimits.MaxParallelQueries) gate.TrySetResult();
            await gate.Task;
            Interlocked.Decrement(ref running);
            return null;
        }, default);
        await round;
        Assert.Equal(SamplingLimits.MaxParallelQueries, most);
    }

    private static PrometheusException? Works => null;

    private static PrometheusException Down => new(UnknownReason.SourceUnreachable, "down");

    private static PrometheusException Busy(int seconds) =>
        new(UnknownReason.SourceRefused, "busy", 429, retryAfter: TimeSpan.FromSeconds(seconds));

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = most; value > seen && Interlocked.CompareExchange(ref most, value, seen) != seen; seen = most)
        {
        }
    }

    private async Task OpenAsync()
    {
        for (var i = 0; i < SourceBreaker.FailedRounds; i++) await RoundAsync(Down);
        _asked = 0;
    }

    /// <summary>A round in which the queries would come out so; gives what they came out as.</summary>
    private async Task<IEnumerable<string?>> RoundAsync(params PrometheusException?[] outcomes)
    {
        var failures = new PrometheusException?[outcomes.Length];
        await _breaker.RoundAsync(
            outcomes.Length,
            (i, withheld, _) =>
            {
                if (withheld is null) Interlocked.Increment(ref _asked);
                return Task.FromResult(failures[i] = withheld ?? outcomes[i]);
            },
            default);
        return failures.Select(f => f?.Message);
    }
}
