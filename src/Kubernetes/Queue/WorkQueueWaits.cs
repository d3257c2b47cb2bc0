namespace ModelMonitor.Kubernetes;

/// <summary>The keys that wait, by due time, on one timer. Callers hold the queue's lock.</summary>
internal sealed class WorkQueueWaits<TKey> : IDisposable
{
    // Longer timers do not exist; a wait beyond it is armed again when the timer fires.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1);

    private readonly SortedSet<WorkQueueEntry<TKey>> _waits = new(WorkQueueEntry<TKey>.ByDue);
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private long? _armedFor;

    /// <summary>Nobody waits yet.</summary>
    /// <param name="time">The clock; its monotonic timestamps count.</param>
    /// <param name="due">Called without a lock when someone is due, now and then also when nobody is.</param>
    public WorkQueueWaits(TimeProvider time, Action due)
    {
        _time = time;
        _timer = time.CreateTimer(_ => due(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Lets an entry wait, in place of the wait it may have.</summary>
    public void Start(WorkQueueEntry<TKey> entry, WaitReason reason, TimeSpan delay)
    {
        _waits.Remove(entry);
        (entry.Wait, entry.Due) = (reason, DueAfter(delay));
        _waits.Add(entry);
        Arm();
    }

    /// <summary>Whether an entry waits and is due earlier than that.</summary>
    public bool IsDueWithin(WorkQueueEntry<TKey> entry, TimeSpan delay) => entry.Due <= DueAfter(delay);

    /// <summary>Ends an entry's wait, if it has one.</summary>
    public void Stop(WorkQueueEntry<TKey> entry)
    {
        if (entry.Due is null) return;
        _waits.Remove(entry);
        (entry.Wait, entry.Due) = (WaitReason.None, null);
        Arm();
    }

    /// <summary>Those who are due, with the reason of the wait, which is over.</summary>
    public IReadOnlyList<(WorkQueueEntry<TKey> Entry, WaitReason Reason)> TakeDue()
    {
        _armedFor = null;
        var now = _time.GetTimestamp();
        List<(WorkQueueEntry<TKey>, WaitReason)> due = [];
        while (_waits.Min is { } entry && entry.Due <= now)
        {
            due.Add((entry, entry.Wait));
            _waits.Remove(entry);
            (entry.Wait, entry.Due) = (WaitReason.None, null);
        }

        Arm();
        return due;
    }

    /// <summary>Ends all waits and returns whose they were.</summary>
    public IReadOnlyList<WorkQueueEntry<TKey>> StopAll()
    {
        var all = _waits.ToList();
        foreach (var entry in all) Stop(entry);
        return all;
    }

    public void Dispose() => _timer.Dispose();

    private long DueAfter(TimeSpan delay) => _time.GetTimestamp() + (long)(delay.TotalSeconds * _time.TimestampFrequency);

    private void Arm()
    {
        var due = _waits.Min?.Due;
        if (due == _armedFor) return;
        _armedFor = due;
        if (due is null)
        {
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return;
        }

        // Timers count whole milliseconds and cut: rounded up, one firing is enough.
        var wait = Math.Ceiling((due.Value - _time.GetTimestamp()) * 1000.0 / _time.TimestampFrequency);
        _timer.Change(TimeSpan.FromMilliseconds(Math.Clamp(wait, 0, LongestTimer.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
    }
}
