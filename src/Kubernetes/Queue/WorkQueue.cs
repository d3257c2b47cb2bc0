using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace ModelMonitor.Kubernetes;

/// <summary>Keys that want work: in line at most once, worked on by at most one reader, retried with back-off.</summary>
/// <remarks>
/// <para><b>Guarantees.</b> A key is handed out again only after <see cref="Done"/>. An add during processing is not lost: the
/// key runs again. Of several delays the earliest counts. A key that nobody waits for takes no memory.</para>
/// <para><b>Assumptions.</b> Every key taken from <see cref="ReadAllAsync"/> is given back with <see cref="Done"/>. A seeded
/// <see cref="Random"/> is not shared: it is used under the queue's own lock.</para>
/// <para><b>Caveats.</b> While a key backs off after a failure, <see cref="Add"/> and <see cref="AddAfter"/> are merged into that
/// wait, or a chatty object would never back off (kubernetes#112325). Only <see cref="AddNow"/> cuts it short.</para>
/// </remarks>
/// <typeparam name="TKey">The key; compared by its own equality.</typeparam>
public sealed class WorkQueue<TKey> : IWorkQueueGauges, IDisposable
    where TKey : notnull
{
    // Longer timers do not exist; a wait beyond it is armed again when the timer fires.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, WorkQueueEntry<TKey>> _entries = [];
    private readonly SortedSet<WorkQueueEntry<TKey>> _waits = new(WorkQueueEntry<TKey>.ByDue);
    private readonly Channel<TKey> _ready = Channel.CreateUnbounded<TKey>();
    private readonly TimeProvider _time;
    private readonly Random _jitter;
    private readonly Backoff _backoff;
    private readonly RuntimeMetrics _metrics;
    private readonly TokenBucket _retries;
    private readonly ITimer _timer;
    private long? _armedFor;
    private long _sequence;
    private int _depth;
    private bool _shutDown;

    /// <summary>Makes an empty queue.</summary>
    /// <param name="name">Its name in metrics.</param>
    /// <param name="time">The clock; waits use its monotonic timestamps.</param>
    /// <param name="jitter">Source of jitter; null for the shared one.</param>
    /// <param name="backoff">Delays after failures; null for <see cref="Backoff.Reconcile"/>.</param>
    /// <param name="metrics">Where it is counted; null for <see cref="RuntimeMetrics.Shared"/>.</param>
    public WorkQueue(string name, TimeProvider time, Random? jitter = null, Backoff? backoff = null, RuntimeMetrics? metrics = null)
    {
        Name = name;
        _time = time;
        _jitter = jitter ?? Random.Shared;
        _backoff = backoff ?? Backoff.Reconcile;
        _metrics = metrics ?? RuntimeMetrics.Shared;
        // As client-go: all retries together start at most 10 a second, with a burst of 100.
        _retries = new TokenBucket(100, TimeSpan.FromSeconds(0.1), time);
        _timer = time.CreateTimer(_ => OnTimer(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _metrics.Register(this);
    }

    /// <summary>The queue's name in metrics.</summary>
    public string Name { get; }

    /// <summary>Keys in line.</summary>
    public int Depth
    {
        get { lock (_lock) return _depth; }
    }

    /// <summary>Keys of any kind: in line, processing or waiting.</summary>
    public int Count
    {
        get { lock (_lock) return _entries.Count; }
    }

    /// <summary>How long the keys in processing have been there: all together, and the longest.</summary>
    public (TimeSpan Total, TimeSpan Longest) Unfinished()
    {
        lock (_lock)
        {
            var now = _time.GetTimestamp();
            var (total, longest) = (TimeSpan.Zero, TimeSpan.Zero);
            foreach (var entry in _entries.Values)
            {
                if (!entry.Processing) continue;
                var age = _time.GetElapsedTime(entry.Since, now);
                total += age;
                if (age > longest) longest = age;
            }

            return (total, longest);
        }
    }

    /// <summary>Something happened to the key. Ends a plain wait; is merged into a back-off.</summary>
    /// <param name="key">The key.</param>
    public void Add(TKey key) => AddCore(key, now: false);

    /// <summary>Someone changed what is wanted: runs at once, and earlier failures are forgotten.</summary>
    /// <param name="key">The key.</param>
    public void AddNow(TKey key) => AddCore(key, now: true);

    /// <summary>Adds the key later; an earlier wait, a place in line or a back-off stays as it is.</summary>
    /// <param name="key">The key.</param>
    /// <param name="delay">How much later; 0 or less is now.</param>
    public void AddAfter(TKey key, TimeSpan delay)
    {
        if (delay <= TimeSpan.Zero)
        {
            Add(key);
            return;
        }

        lock (_lock)
        {
            if (_shutDown) return;
            var entry = EntryNeedsLock(key);
            if (entry.Queued || entry.BackingOff) return;
            WaitNeedsLock(entry, delay, keepEarlier: true);
        }
    }

    /// <summary>Counts a failure and adds the key after its back-off.</summary>
    /// <param name="key">The key.</param>
    public void AddRateLimited(TKey key)
    {
        lock (_lock)
        {
            if (_shutDown) return;
            var entry = EntryNeedsLock(key);
            entry.Failures++;
            _metrics.QueueRetried(Name);
            if (entry.Queued) return;
            var (delay, reserved) = (_backoff.Delay(entry.Failures, _jitter), _retries.Reserve());
            entry.BackingOff = true;
            WaitNeedsLock(entry, delay > reserved ? delay : reserved, keepEarlier: false);
        }
    }

    /// <summary>The key's failures are over: the next back-off starts small.</summary>
    /// <param name="key">The key.</param>
    public void Forget(TKey key)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(key, out var entry)) return;
            entry.Failures = 0;
            entry.BackingOff = false;
        }
    }

    /// <summary>
    /// Hands out keys, each to one reader. Ends after <see cref="ShutDown"/> once nothing is in line.
    /// </summary>
    /// <param name="cancellationToken">Stops this reader between keys.</param>
    public async IAsyncEnumerable<TKey> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // Not the channel's own ReadAllAsync: it looks at the token only when the line is empty.
        while (await _ready.Reader.WaitToReadAsync(cancellationToken))
        {
            if (!_ready.Reader.TryRead(out var key)) continue;
            Take(key);
            yield return key;
        }
    }

    /// <summary>The reader is through with a key: it may be handed out again.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="InvalidOperationException">No reader has the key.</exception>
    public void Done(TKey key)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(key, out var entry) || !entry.Processing)
                throw new InvalidOperationException($"queue {Name}: {key} is not being processed");
            entry.Processing = false;
            _metrics.QueueWorked(Name, _time.GetElapsedTime(entry.Since));
            var (again, now) = (entry.Dirty, entry.DirtyNow);
            entry.Dirty = entry.DirtyNow = false;
            if (_shutDown) _entries.Remove(key);
            else if (again && now) RestartNeedsLock(entry);
            else if (again && !entry.BackingOff) EnqueueNeedsLock(entry);
            else if (entry.Due is null) _entries.Remove(key);
        }
    }

    /// <summary>Takes nothing more and drops what waits. Keys in line are still handed out; a key processing does not run again.</summary>
    public void ShutDown()
    {
        lock (_lock)
        {
            if (_shutDown) return;
            _shutDown = true;
            foreach (var entry in _waits.ToList())
            {
                StopWaitNeedsLock(entry);
                if (!entry.Processing) _entries.Remove(entry.Key);
            }

            _ready.Writer.Complete();
        }
    }

    /// <summary>Shuts down and leaves the metrics.</summary>
    public void Dispose()
    {
        ShutDown();
        _timer.Dispose();
        _metrics.Unregister(this);
    }

    private void AddCore(TKey key, bool now)
    {
        lock (_lock)
        {
            if (_shutDown) return;
            var entry = EntryNeedsLock(key);
            if (entry.Processing)
            {
                entry.Dirty = true;
                entry.DirtyNow |= now;
            }
            else if (now) RestartNeedsLock(entry);
            else if (!entry.BackingOff) EnqueueNeedsLock(entry);
        }
    }

    private void Take(TKey key)
    {
        lock (_lock)
        {
            var entry = _entries[key];
            (entry.Queued, entry.Processing) = (false, true);
            _depth--;
            var now = _time.GetTimestamp();
            _metrics.QueueWaited(Name, _time.GetElapsedTime(entry.Since, now));
            entry.Since = now;
        }
    }

    private void OnTimer()
    {
        lock (_lock)
        {
            _armedFor = null;
            var now = _time.GetTimestamp();
            while (_waits.Min is { } entry && entry.Due <= now)
            {
                if (entry.Processing)
                {
                    StopWaitNeedsLock(entry);
                    entry.Dirty = true;
                }
                else EnqueueNeedsLock(entry);
            }

            ArmNeedsLock();
        }
    }

    private WorkQueueEntry<TKey> EntryNeedsLock(TKey key)
    {
        if (_entries.TryGetValue(key, out var entry)) return entry;
        return _entries[key] = new WorkQueueEntry<TKey>(key, _sequence++);
    }

    private void RestartNeedsLock(WorkQueueEntry<TKey> entry)
    {
        entry.Failures = 0;
        EnqueueNeedsLock(entry);
    }

    private void EnqueueNeedsLock(WorkQueueEntry<TKey> entry)
    {
        StopWaitNeedsLock(entry);
        if (entry.Queued) return;
        entry.Queued = true;
        entry.Since = _time.GetTimestamp();
        _depth++;
        _metrics.QueueAdded(Name);
        _ready.Writer.TryWrite(entry.Key);
    }

    private void WaitNeedsLock(WorkQueueEntry<TKey> entry, TimeSpan delay, bool keepEarlier)
    {
        var due = _time.GetTimestamp() + (long)(delay.TotalSeconds * _time.TimestampFrequency);
        if (keepEarlier && entry.Due <= due) return;
        _waits.Remove(entry);
        entry.Due = due;
        _waits.Add(entry);
        ArmNeedsLock();
    }

    private void StopWaitNeedsLock(WorkQueueEntry<TKey> entry)
    {
        entry.BackingOff = false;
        if (entry.Due is null) return;
        _waits.Remove(entry);
        entry.Due = null;
        ArmNeedsLock();
    }

    private void ArmNeedsLock()
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
