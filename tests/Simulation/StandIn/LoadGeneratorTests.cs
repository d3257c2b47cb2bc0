using System.Collections.Concurrent;
using System.Net;
using ModelMonitor.ModelServer.Load;

namespace ModelMonitor.Tests.Simulation.StandIn;

public sealed class LoadGeneratorTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30), Patience = TimeSpan.FromSeconds(60);
    private static readonly Uri A = new("http://a"), B = new("http://b");

    private readonly ManualTime _time = new();
    private readonly Servers _servers = new();

    public void Dispose() => _servers.Dispose();

    [Fact]
    public async Task Latencies_count_from_the_scheduled_arrival_and_not_from_a_late_send()
    {
        // A sender that was held up for the whole shape: everything is sent at its end, and answered at once.
        using var generator = Generator([A], new() { Time = new LateTime(TimeSpan.FromSeconds(100)), Handler = _servers });
        await generator.RunAsync().WaitAsync(Deadline);
        var report = generator.Summary();

        Assert.True(report.Completed > 900);
        Assert.Equal(0, report.Failed);
        Assert.InRange(report.TtftP50!.Value, 45, 55);
        Assert.InRange(report.TtftP95!.Value, 92, 98);
        Assert.InRange(report.E2eP95!.Value, 92, 98);
        Assert.InRange(report.LagP99!.Value, 97, 100);
        Assert.InRange(report.LagMax!.Value, report.LagP99!.Value, 100);
    }

    [Fact]
    public async Task Each_request_that_is_over_is_told_once_with_its_lag_and_whether_it_was_good()
    {
        var late = TimeSpan.FromSeconds(10);
        var outcomes = new ConcurrentQueue<RequestOutcome>();
        using var generator = Generator([A], new() { Time = new LateTime(late), Handler = _servers, Ended = outcomes.Enqueue }, late.TotalSeconds);
        await generator.RunAsync().WaitAsync(Deadline);

        Assert.Equal(generator.Summary().Completed, outcomes.Count);
        Assert.All(outcomes, o => Assert.Equal(late, o.Arrival + o.Lag));
        Assert.All(outcomes, o => Assert.True(o.IsGood(o.Lag) && !o.IsGood(o.Lag - TimeSpan.FromTicks(1))));
    }

    [Fact]
    public async Task What_failed_is_not_good_however_long_the_bound()
    {
        var outcomes = new ConcurrentQueue<RequestOutcome>();
        _servers.Status = 503;
        using var generator = Generator([A], new() { Time = new LateTime(TimeSpan.FromSeconds(100)), Handler = _servers, Ended = outcomes.Enqueue });
        await generator.RunAsync().WaitAsync(Deadline);

        Assert.Equal(generator.Summary().Failed, outcomes.Count);
        Assert.All(outcomes, o => Assert.False(o.IsGood(TimeSpan.MaxValue)));
    }

    [Fact]
    public async Task Lag_of_requests_that_were_never_sent_is_not_told() =>
        Assert.Null((await PlayAsync([], TimeSpan.FromSeconds(10))).Summary().LagMax);

    [Fact]
    public async Task Arrivals_never_wait_for_answers()
    {
        _servers.Hang(A);
        using var generator = Generator([A], new() { Time = _time, Handler = _servers, Timeout = Patience, MaxRequests = 500 });
        var run = generator.RunAsync();
        await _time.WaitForTimersAsync(1);
        _time.Advance(TimeSpan.FromSeconds(59));
        await Eventually.TrueAsync("all were sent", () => Task.FromResult(_servers.Calls == 500), Deadline);
        Assert.Equal(500, generator.Snapshot().InFlight);
        _time.Advance(Patience);
        await run.WaitAsync(Deadline);

        var report = generator.Summary();
        Assert.Equal((0, 0, 500), (report.Completed, report.InFlight, report.Failed));
        Assert.Contains("no full answer within 60 s", report.LastError, StringComparison.Ordinal);
        Assert.True(report.TtftP50 > 60, "who waited in vain is missing in the percentiles");
        Assert.Null(report.E2eP95);
    }

    [Fact]
    public async Task Requests_go_where_the_fewest_are_open()
    {
        _servers.Hang(A);
        using var generator = Generator([A, B], new() { Time = _time, Handler = _servers, Timeout = Patience });
        using var end = new CancellationTokenSource();
        var run = generator.RunAsync(end.Token);
        await _time.WaitForTimersAsync(1);
        _time.Advance(TimeSpan.FromSeconds(50));
        await Eventually.TrueAsync("B answered", () => Task.FromResult(generator.Snapshot().Completed > 400), Deadline);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);

        // B answers within the call, so only the first request finds both without any.
        Assert.Equal(1, _servers.CallsOf(A));
        Assert.Equal(2, generator.Snapshot().Targets);
        await Eventually.TrueAsync("what was open is broken off", () => Task.FromResult(generator.Snapshot() is { InFlight: 0, Failed: 0 }), Deadline);
    }

    [Theory]
    [InlineData(503, "HTTP 503")]
    [InlineData(0, "no target")]
    [InlineData(-1, "refused")]
    public async Task What_goes_wrong_is_counted_and_named(int status, string error)
    {
        _servers.Status = status;
        var report = (await PlayAsync(status == 0 ? [] : [A], TimeSpan.FromSeconds(10))).Summary();

        Assert.Equal(0, report.Completed);
        Assert.InRange(report.Failed, 60, 140);
        Assert.Contains(error, report.LastError, StringComparison.Ordinal);
        Assert.Null(report.TtftP95);
    }

    [Fact]
    public async Task Open_requests_and_their_number_are_bounded()
    {
        _servers.Hang(A);
        using var generator = Generator([A], new() { Time = _time, Handler = _servers, Timeout = Patience, MaxInFlight = 5, MaxRequests = 20 });
        var run = generator.RunAsync();
        await _time.WaitForTimersAsync(1);
        _time.Advance(TimeSpan.FromSeconds(50));
        await Eventually.TrueAsync("the rest was refused", () => Task.FromResult(generator.Snapshot() is { Failed: 15, InFlight: 5 }), Deadline);
        _time.Advance(Patience);
        await run.WaitAsync(Deadline);
        Assert.Equal(5, _servers.Calls);
    }

    [Fact]
    public async Task The_window_forgets_and_the_summary_remembers()
    {
        var generator = await PlayAsync([A], TimeSpan.FromSeconds(10));
        Assert.NotNull(generator.Snapshot().TtftP95);
        _time.Advance(TimeSpan.FromSeconds(31));

        Assert.Null(generator.Snapshot().TtftP95);
        Assert.Equal(0, generator.Snapshot().OfferedRps);
        Assert.NotNull(generator.Summary().TtftP95);
    }

    private static LoadGenerator Generator(IReadOnlyList<Uri> targets, LoadOptions options, double seconds = 100) =>
        new(() => targets, LoadShape.Constant(10, TimeSpan.FromSeconds(seconds)), new(), seed: 1, options);

    private async Task<LoadGenerator> PlayAsync(IReadOnlyList<Uri> targets, TimeSpan length)
    {
        var generator = Generator(targets, new() { Time = _time, Handler = _servers, Timeout = Patience }, length.TotalSeconds);
        var run = generator.RunAsync();
        await _time.WaitForTimersAsync(1);
        _time.Advance(length);
        await run.WaitAsync(Deadline);
        return generator;
    }

    /// <summary>A clock that is read once at the start, and from then on shows one late moment.</summary>
    private sealed class LateTime(TimeSpan late) : TimeProvider
    {
        private int _reads;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => 1 + (Interlocked.Increment(ref _reads) == 1 ? 0 : late.Ticks);
    }

    /// <summary>Servers that answer within the call, or never.</summary>
    private sealed class Servers : HttpMessageHandler
    {
        private readonly HashSet<string> _hanging = [];
        private int _callsOfA, _callsOfB;

        public int Status { get; set; } = 200;

        public int Calls => Volatile.Read(ref _callsOfA) + Volatile.Read(ref _callsOfB);

        public void Hang(Uri server) => _hanging.Add(server.Host);

        public int CallsOf(Uri server) => Volatile.Read(ref server == A ? ref _callsOfA : ref _callsOfB);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var host = request.RequestUri!.Host;
            Interlocked.Increment(ref host == A.Host ? ref _callsOfA : ref _callsOfB);
            if (_hanging.Contains(host)) await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            if (Status < 0) throw new HttpRequestException("refused");
            return new((HttpStatusCode)Status) { Content = new StringContent("data: x\n\n") };
        }
    }
}
