namespace ModelMonitor.Tests.Kubernetes.Runtime;

/// <summary>
/// A manual clock that tells which waits were begun: a test can wait until the code under test waits exactly so long, and only
/// then move the clock.
/// </summary>
internal sealed class ObservedTime : TimeProvider
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly ManualTime _inner = new();
    private readonly Lock _lock = new();
    private readonly List<TimeSpan> _armed = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override long TimestampFrequency => _inner.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => _inner.GetUtcNow();

    public override long GetTimestamp() => _inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, _inner.CreateTimer(callback, state, dueTime, period));
        Note(dueTime);
        return timer;
    }

    /// <summary>Waits until a wait of exactly this length has begun, and strikes it off.</summary>
    public async Task WaitBegunAsync(TimeSpan length)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_armed.Remove(length)) return;
                changed = _changed.Task;
            }

            try
            {
                await changed.WaitAsync(Deadline);
            }
            catch (TimeoutException)
            {
                lock (_lock) throw new TimeoutException($"no wait of {length}, but of {string.Join(", ", _armed)}");
            }
        }
    }

    /// <summary>Waits for a wait of exactly this length to begin, and lets it pass.</summary>
    public async Task PassAsync(TimeSpan length)
    {
        await WaitBegunAsync(length);
        _inner.Advance(length);
    }

    public void Advance(TimeSpan by) => _inner.Advance(by);

    private void Note(TimeSpan length)
    {
        if (length == Timeout.InfiniteTimeSpan) return;
        lock (_lock)
        {
            _armed.Add(length);
            var changed = _changed;
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
            changed.TrySetResult();
        }
    }

    private sealed class Timer(ObservedTime owner, ITimer inner) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var changed = inner.Change(dueTime, period);
            owner.Note(dueTime);
            return changed;
        }

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
