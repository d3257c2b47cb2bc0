using System.Diagnostics.Metrics;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Kubernetes.Runtime;

public sealed class WorkQueueFairnessTests : IAsyncDisposable
{
    private readonly ManualTime _time = new();
    private readonly Meter _meter = new(RuntimeMetrics.MeterName);
    private readonly WorkQueue<ObjectKey> _queue;
    private readonly IAsyncEnumerator<ObjectKey> _reader;

    public WorkQueueFairnessTests()
    {
        _queue = new("test", _time, new FixedRandom(1), metrics: new(_meter), lane: key => key.Namespace, pace: new(5, TimeSpan.FromSeconds(1)));
        _reader = _queue.ReadAllAsync().GetAsyncEnumerator();
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Dispose();
        await _reader.DisposeAsync();
        _meter.Dispose();
    }

    [Fact]
    public async Task Ten_thousand_keys_of_one_namespace_delay_a_key_of_another_by_one_place()
    {
        for (var i = 0; i < 10_000; i++) _queue.Add(new("crowd", $"{i}"));
        await RunAsync();
        _queue.Add(new("lone", "a"));
        var places = new[] { await RunAsync(), await RunAsync() };
        Assert.Contains(new ObjectKey("lone", "a"), places);
        // The crowd's own order is kept.
        Assert.Equal(new ObjectKey("crowd", "2"), await RunAsync());
    }

    [Fact]
    public async Task Namespaces_take_turns_until_all_are_served_once()
    {
        foreach (var ns in new[] { "a", "a", "a", "b", "b", "c" }) _queue.Add(new(ns, $"{_queue.Depth}"));
        var order = new List<string>();
        while (_queue.Depth > 0) order.Add((await RunAsync()).Namespace);
        Assert.Equal(["a", "b", "c", "a", "b", "a"], order);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_key_added_a_hundred_times_a_second_runs_once_a_second_after_the_first_few(bool changed)
    {
        var runs = 0;
        for (var i = 0; i < 1000; i++)
        {
            Add(changed);
            if (_queue.Depth > 0)
            {
                await RunAsync();
                runs++;
            }

            _time.Advance(TimeSpan.FromMilliseconds(10));
        }

        // 5 at once, and one for each of the 10 s.
        Assert.InRange(runs, 14, 15);
        await RunAsync();
        Add(changed);
        // The last add is not lost, others are not held up, and in the end nothing is remembered.
        _queue.AddNow(new("n", "other"));
        Assert.Equal("other", (await RunAsync()).Name);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("a", (await RunAsync()).Name);
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal((0, 0), (_queue.Depth, _queue.Count));
    }

    [Fact]
    public async Task A_single_change_goes_through_at_once_however_often_the_key_asks_for_itself()
    {
        _queue.Add(new("n", "a"));
        for (var i = 0; i < 100; i++)
        {
            await RunAsync(again: TimeSpan.FromSeconds(0.1));
            _time.Advance(TimeSpan.FromSeconds(0.1));
        }

        await RunAsync(again: TimeSpan.FromSeconds(10));
        _queue.AddNow(new("n", "a"));
        Assert.Equal(1, _queue.Depth);
    }

    [Fact]
    public async Task A_failure_in_a_storm_waits_for_its_pace_and_is_forgotten_by_a_change()
    {
        for (var i = 0; i < 5; i++)
        {
            Add(changed: true);
            await RunAsync();
        }

        Add(changed: true);
        Assert.Equal(0, _queue.Depth);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await _reader.MoveNextAsync());
        _queue.AddRateLimited(_reader.Current);
        Add(changed: true);
        _queue.Done(_reader.Current);
        _time.Advance(TimeSpan.FromSeconds(0.999));
        Assert.Equal(0, _queue.Depth);
        _time.Advance(TimeSpan.FromSeconds(0.001));
        Assert.Equal(1, _queue.Depth);
    }

    private void Add(bool changed)
    {
        if (changed) _queue.AddNow(new("n", "a"));
        else _queue.Add(new("n", "a"));
    }

    private async Task<ObjectKey> RunAsync(TimeSpan? again = null)
    {
        Assert.True(await _reader.MoveNextAsync().AsTask().WaitAsync(ScriptedSource.Deadline));
        var key = _reader.Current;
        if (again is { } delay) _queue.AddAfter(key, delay);
        _queue.Done(key);
        return key;
    }
}
