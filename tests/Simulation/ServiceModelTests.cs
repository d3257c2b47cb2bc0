using ModelMonitor.Simulation;

namespace ModelMonitor.Tests.Simulation;

public sealed class ServiceModelTests
{
    private readonly EventLog _log = new();

    [Fact]
    public void A_lone_request_takes_its_prefill_and_one_step_for_each_further_token()
    {
        var model = Model(new() { PrefillTokensPerSecond = 1000 });
        var request = model.Submit(Ms(5), promptTokens: 100, outputTokens: 11);
        model.Advance(Ms(1000));

        Assert.Equal(Ms(105), request.FirstTokenAt);
        Assert.Equal(Ms(105 + 10 * 12.3), request.FinishedAt);
        Assert.Equal(10, _log.Gaps[Ms(12.3)]);
        Assert.Null(model.NextEventAt);
    }

    [Theory]
    [InlineData(1, 12.3)]
    [InlineData(8, 14.4)]
    [InlineData(64, 31.2)]
    public void The_time_between_tokens_grows_with_the_batch(int batch, double milliseconds)
    {
        var model = Model(new());
        for (var i = 0; i < batch; i++) model.Submit(TimeSpan.Zero, promptTokens: 0, outputTokens: 100);
        model.Advance(Ms(100_000));

        // Only the very first step has fewer sequences: it begins with the first arrival.
        Assert.Equal(Ms(milliseconds), _log.Gaps.MaxBy(gap => gap.Value).Key);
        Assert.Equal(batch * 99, _log.DecodedTokens);
    }

    [Fact]
    public void Time_to_first_token_includes_the_wait_for_a_free_sequence()
    {
        var model = Model(new() { MaxSequences = 1, PrefillTokensPerSecond = 1000 });
        var first = model.Submit(TimeSpan.Zero, 100, 11);
        var second = model.Submit(TimeSpan.Zero, 100, 11);
        Assert.Equal((1, 1), (model.Running, model.Waiting));
        model.Advance(Ms(10_000));

        Assert.Equal(first.FinishedAt, second.ScheduledAt);
        Assert.Equal(first.FinishedAt + Ms(100), second.FirstTokenAt);
    }

    [Fact]
    public void A_prefill_goes_first_and_stalls_the_others_tokens()
    {
        var model = Model(new() { PrefillTokensPerSecond = 1000, StepPerSequence = TimeSpan.Zero });
        var first = model.Submit(TimeSpan.Zero, 0, 10);
        // Arrives in the second step, which ends at 24 ms; its prefill lasts until 124 ms.
        var second = model.Submit(Ms(13), 100, 2);
        model.Advance(Ms(1000));

        Assert.Equal(Ms(24), second.ScheduledAt);
        Assert.Equal(Ms(124), second.FirstTokenAt);
        Assert.Equal(Ms(9 * 12 + 100), first.FinishedAt);
        Assert.Equal(1, _log.Gaps[Ms(112)]);
        Assert.Equal(9, _log.Gaps[Ms(12)]);
    }

    [Fact]
    public void Small_steps_and_one_large_step_give_the_same_times()
    {
        var fine = Replay(step: Ms(7));
        var coarse = Replay(step: Ms(1_000_000));

        Assert.Equal(200, fine.Count);
        Assert.Equal(fine, coarse);
    }

    [Fact]
    public void Waking_at_each_next_event_time_misses_nothing()
    {
        var model = Model(new() { MaxSequences = 4 });
        foreach (var (at, prompt, output) in Arrivals(200))
        {
            Wake(at);
            model.Submit(at, prompt, output);
        }

        Wake(TimeSpan.MaxValue);
        Assert.Equal(200, _log.Done.Count);

        void Wake(TimeSpan until)
        {
            while (model.NextEventAt is { } next && next <= until)
            {
                var (firsts, done) = (_log.FirstTokens.Count, _log.Done.Count);
                model.Advance(next);
                Assert.All(_log.FirstTokens.Skip(firsts), r => Assert.Equal(next, r.FirstTokenAt));
                Assert.All(_log.Done.Skip(done), r => Assert.Equal(next, r.FinishedAt));
            }
        }
    }

    [Fact]
    public void Littles_law_holds_between_arrivals_times_and_numbers_in_the_system()
    {
        var model = Model(new() { MaxSequences = 4 });
        var integral = TimeSpan.Zero;
        var highest = 0;
        foreach (var (at, prompt, output) in Arrivals(500))
        {
            Integrate(at);
            model.Submit(at, prompt, output);
        }

        while (model.NextEventAt is { } next) Integrate(next);

        // The path starts and ends empty, so the area under the number in the system is exactly the sum of the times in it.
        Assert.True(highest > 8, "the queue was never used");
        Assert.Equal(_log.Done.Aggregate(TimeSpan.Zero, (sum, r) => sum + (r.FinishedAt!.Value - r.ArrivedAt)), integral);

        void Integrate(TimeSpan until)
        {
            while (model.Now < until)
            {
                var (from, inSystem) = (model.Now, model.Running + model.Waiting);
                highest = Math.Max(highest, inSystem);
                var next = model.NextEventAt is { } e && e < until ? e : until;
                model.Advance(next);
                integral += inSystem * (next - from);
            }
        }
    }

    [Fact]
    public void The_saturation_rate_is_what_a_full_server_finishes()
    {
        var options = new ServiceModelOptions();
        // Prompt and answer means of a public conversation trace; 4.05 requests/s was measured for them with a separate simulator.
        Assert.Equal(4.05, options.SaturationRate(1154, 211), 0.01);

        var model = Model(options);
        for (var i = 0; i < 2000; i++) model.Submit(TimeSpan.Zero, 1154, 211);
        while (model.Waiting > 0) model.Advance(model.NextEventAt!.Value);
        Assert.Equal(4.05, _log.Done.Count / model.Now.TotalSeconds, 0.15);
    }

    [Fact]
    public void The_cache_admits_only_what_it_has_room_for()
    {
        var model = Model(new() { CacheTokens = 250 });
        model.Submit(TimeSpan.Zero, 100, 20);
        model.Submit(TimeSpan.Zero, 100, 20);
        var third = model.Submit(TimeSpan.Zero, 10, 1);
        model.Advance(Ms(100));
        Assert.Equal((2, 1), (model.Running, model.Waiting));
        Assert.InRange(model.CachedTokens, 202, 240);
        model.Advance(Ms(1000));

        Assert.Equal(_log.Done[0].FinishedAt, third.ScheduledAt);
        Assert.Equal(0, model.CachedTokens);
        Assert.False(model.Fits(250, 1));
        Assert.Throws<ArgumentException>(() => model.Submit(Ms(1000), 250, 1));
    }

    [Theory]
    [InlineData(0)] // in prefill
    [InlineData(60)] // decoding
    [InlineData(2, 1)] // in the queue
    public void An_aborted_request_writes_nothing_more_and_leaves_the_others_running(double atMilliseconds, int index = 0)
    {
        var model = Model(new() { MaxSequences = 1, PrefillTokensPerSecond = 10_000, CacheTokens = 1000 });
        ServiceRequest[] requests = [model.Submit(TimeSpan.Zero, 500, 10), model.Submit(TimeSpan.Zero, 500, 10)];
        Assert.True(model.Abort(Ms(atMilliseconds), requests[index]));
        Assert.False(model.Abort(Ms(atMilliseconds), requests[index]));
        model.Advance(Ms(10_000));

        Assert.Equal(requests[1 - index], Assert.Single(_log.Done));
        Assert.Null(requests[index].FinishedAt);
        Assert.Equal((0, 0, 0L), (model.Running, model.Waiting, model.CachedTokens));
    }

    [Fact]
    public void Options_that_no_server_has_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Model(new() { MaxSequences = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Model(new() { PrefillTokensPerSecond = double.NaN }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Model(new() { StepBase = TimeSpan.Zero, StepPerSequence = TimeSpan.Zero }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Model(new() { CacheTokens = 0 }));
    }

    private static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private ServiceModel Model(ServiceModelOptions options) => new(options, _log);

    private static IEnumerable<(TimeSpan At, int Prompt, int Output)> Arrivals(int count)
    {
        var random = new Random(42);
        var at = TimeSpan.Zero;
        for (var i = 0; i < count; i++)
        {
            at += Ms(-150 * Math.Log(1 - random.NextDouble()));
            yield return (at, random.Next(400), 1 + random.Next(60));
        }
    }

    private static List<(TimeSpan?, TimeSpan?)> Replay(TimeSpan step)
    {
        var log = new EventLog();
        var model = new ServiceModel(new() { MaxSequences = 4 }, log);
        foreach (var (at, prompt, output) in Arrivals(200))
        {
            while (model.Now + step < at) model.Advance(model.Now + step);
            model.Submit(at, prompt, output);
        }

        while (model.Running > 0) model.Advance(model.Now + step);
        return [.. log.Done.Select(r => (r.FirstTokenAt, r.FinishedAt))];
    }
}
