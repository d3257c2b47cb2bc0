using System.Diagnostics.Metrics;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Kubernetes.Runtime;

public sealed class WorkQueueTests : IAsyncDisposable
{
    private readonly ManualTime _time = new();
    private readonly Meter _meter = new(RuntimeMetrics.MeterName);
    private readonly WorkQueue<string> _queue;
    private readonly IAsyncEnumerator<string> _reader;

    public WorkQueueTests()
    {
        // No jitter: the n-th back-off is 0.5 s × 2ⁿ⁻¹.
        _queue = new("test", _time, new FixedRandom(1), metrics: new(_meter));
        _reader = _queue.ReadAllAsync().GetAsyncEnumerator();
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Dispose();
        await _reader.DisposeAsync();
        _meter.Dispose();
    }

    [Fact]
    public async Task A_key_is_in_line_only_once()
    {
        _queue.Add("a");
        _queue.AddNow("a");
        _queue.AddAfter("a", TimeSpan.FromSeconds(1));
        _queue.Add("b");
        Assert.Equal(2, _queue.Depth);
        Assert.Equal("a", await TakeAsync());
        Assert.Equal("b", await TakeAsync());
        _queue.Done("a");
        _queue.Done("b");
        Assert.Equal((0, 0), (_queue.Depth, _queue.Count));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, _queue.Depth);
    }

    [Fact]
    public async Task An_add_during_processing_leads_to_one_more_run_afterwards()
    {
        _queue.Add("a");
        await TakeAsync();
        _queue.Add("a");
        _queue.Add("a");
        Assert.Equal(0, _queue.Depth);
        _queue.Done("a");
        Assert.Equal(1, _queue.Depth);
        await TakeAsync();
        _queue.Done("a");
        Assert.Equal(0, _queue.Count);
    }

    [Fact]
    public void Of_several_delays_the_earliest_counts_and_an_add_ends_the_wait()
    {
        _queue.AddAfter("a", TimeSpan.FromSeconds(10));
        _queue.AddAfter("a", TimeSpan.FromSeconds(3));
        _queue.AddAfter("a", TimeSpan.FromSeconds(20));
        _queue.AddAfter("b", TimeSpan.FromSeconds(3));
        _queue.AddAfter("c", TimeSpan.FromHours(1));
        _time.Advance(TimeSpan.FromSeconds(2.999));
        Assert.Equal(0, _queue.Depth);
        _time.Advance(TimeSpan.FromSeconds(0.001));
        Assert.Equal(2, _queue.Depth);
        _queue.Add("c");
        Assert.Equal(3, _queue.Depth);
    }

    [Fact]
    public async Task A_delay_that_ends_during_processing_leads_to_another_run()
    {
        _queue.Add("a");
        await TakeAsync();
        _queue.AddAfter("a", TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, _queue.Depth);
        _queue.Done("a");
        Assert.Equal(1, _queue.Depth);
    }

    [Fact]
    public void A_wait_longer_than_any_timer_is_kept()
    {
        _queue.AddAfter("a", TimeSpan.FromDays(90));
        _time.Advance(TimeSpan.FromDays(90) - TimeSpan.FromSeconds(1));
        Assert.Equal(0, _queue.Depth);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, _queue.Depth);
    }

    [Fact]
    public async Task Each_failure_doubles_the_wait_up_to_a_minute()
    {
        _queue.Add("a");
        foreach (var seconds in new[] { 0.5, 1, 2, 4, 8, 16, 32, 60, 60 }) await FailAsync("a", seconds);
    }

    [Fact]
    public async Task Forgetting_makes_the_next_wait_small_again()
    {
        _queue.Add("a");
        await FailAsync("a", 0.5);
        await FailAsync("a", 1);
        await TakeAsync();
        _queue.Forget("a");
        _queue.AddAfter("a", TimeSpan.FromSeconds(5));
        _queue.Done("a");
        _time.Advance(TimeSpan.FromSeconds(5));
        await FailAsync("a", 0.5);
    }

    [Fact]
    public async Task While_a_key_backs_off_other_adds_are_merged_and_do_not_make_it_longer()
    {
        _queue.Add("a");
        await FailAsync("a", 0.5);
        await TakeAsync();
        _queue.Add("a");
        _queue.AddRateLimited("a");
        _queue.Done("a");
        for (var i = 0; i < 100; i++)
        {
            _queue.Add("a");
            _queue.AddAfter("a", TimeSpan.FromMilliseconds(1));
        }

        _time.Advance(TimeSpan.FromSeconds(0.999));
        Assert.Equal(0, _queue.Depth);
        _time.Advance(TimeSpan.FromSeconds(0.001));
        await FailAsync("a", 2);
    }

    [Fact]
    public async Task How_long_somebody_asked_to_wait_comes_before_the_back_off()
    {
        _queue.Add("a");
        await TakeAsync();
        _queue.AddRateLimited("a", TimeSpan.FromSeconds(3));
        _queue.Done("a");
        _time.Advance(TimeSpan.FromSeconds(3.499));
        Assert.Equal(0, _queue.Depth);
        _time.Advance(TimeSpan.FromSeconds(0.001));
        Assert.Equal(1, _queue.Depth);
    }

    [Fact]
    public async Task A_change_of_what_is_wanted_goes_through_at_once_and_clears_the_failures()
    {
        _queue.Add("a");
        await FailAsync("a", 0.5);
        await TakeAsync();
        _queue.AddRateLimited("a");
        _queue.Done("a");
        Assert.Equal(0, _queue.Depth);
        _queue.AddNow("a");
        await FailAsync("a", 0.5);
    }

    [Fact]
    public async Task And_so_it_does_when_it_comes_during_the_run_that_fails()
    {
        _queue.Add("a");
        await FailAsync("a", 0.5);
        await TakeAsync();
        _queue.AddNow("a");
        _queue.AddRateLimited("a");
        _queue.Done("a");
        Assert.Equal(1, _queue.Depth);
        await FailAsync("a", 0.5);
    }

    [Fact]
    public async Task All_retries_together_start_at_most_ten_a_second_after_the_first_hundred()
    {
        for (var i = 0; i < 110; i++) _queue.Add($"{i}");
        for (var i = 0; i < 110; i++)
        {
            var key = await TakeAsync();
            _queue.AddRateLimited(key);
            _queue.Done(key);
        }

        _time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal(105, _queue.Depth);
        _time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal(110, _queue.Depth);
    }

    [Fact]
    public async Task Shutting_down_hands_out_what_is_in_line_drops_what_waits_and_takes_nothing_more()
    {
        _queue.Add("running");
        await TakeAsync();
        _queue.Add("running");
        _queue.Add("in line");
        _queue.AddAfter("waiting", TimeSpan.FromSeconds(1));
        _queue.ShutDown();
        _queue.Add("late");
        _queue.AddAfter("late", TimeSpan.FromSeconds(1));
        _queue.AddRateLimited("late");
        Assert.Equal("in line", await TakeAsync());
        Assert.False(await _reader.MoveNextAsync());
        _queue.Done("running");
        _queue.Done("in line");
        Assert.Equal(0, _queue.Count);
    }

    [Fact]
    public async Task A_reader_that_is_stopped_leaves_the_line_to_others()
    {
        using var stop = new CancellationTokenSource();
        await using var stopped = _queue.ReadAllAsync(stop.Token).GetAsyncEnumerator();
        _queue.Add("a");
        Assert.True(await stopped.MoveNextAsync());
        _queue.Done("a");
        _queue.Add("b");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await stopped.MoveNextAsync());
        Assert.Equal("b", await TakeAsync());
    }

    [Fact]
    public void A_key_that_nobody_has_cannot_be_done()
    {
        Assert.Throws<InvalidOperationException>(() => _queue.Done("a"));
        _queue.Add("a");
        Assert.Throws<InvalidOperationException>(() => _queue.Done("a"));
    }

    [Fact]
    public async Task It_tells_how_long_unfinished_work_has_been_going_on()
    {
        _queue.Add("a");
        _queue.Add("b");
        await TakeAsync();
        _time.Advance(TimeSpan.FromSeconds(3));
        await TakeAsync();
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal((TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(5)), _queue.Unfinished());
    }

    private async Task FailAsync(string key, double seconds)
    {
        Assert.Equal(key, await TakeAsync());
        _queue.AddRateLimited(key);
        _queue.Done(key);
        _time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
        Assert.Equal(0, _queue.Depth);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, _queue.Depth);
    }

    private async Task<string> TakeAsync()
    {
        Assert.True(await _reader.MoveNextAsync().AsTask().WaitAsync(ScriptedSource.Deadline));
        return _reader.Current;
    }
}
