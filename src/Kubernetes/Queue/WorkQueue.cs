using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace ModelMonitor.Kubernetes;

/// <summary>Keys that want work: in line at most once, worked on by at most one reader, retried with back-off.</summary>
/// <remarks>
/// <para><b>Guarantees.</b> A key is handed out again only after <see cref="Done"/>. An add during processing is not lost: the
/// key runs again. Of several delays the earliest counts. A key that nobody waits for takes no memory. Lanes take turns: a key of
/// a short lane is not held up by the length of others.</para>
/// <para><b>Assumptions.</b> Every key taken from <see cref="ReadAllAsync"/> is given back with <see cref="Done"/>. A seeded
/// <see cref="Random"/> is not shared: it is used under the queue's own lock.</para>
/// <para><b>Caveats.</b> While a key backs off after a failure, <see cref="Add"/> and <see cref="AddAfter"/> are merged into that
/// wait, or a chatty object would never back off (kubernetes#112325). Only <see cref="AddNow"/> cuts it short. With a
/// <see cref="Pace"/>, adds that come too fast are merged into a wait that nothing cuts short, and a key is remembered until its
/// allowance is full again.</para>
/// </remarks>
/// <typeparam name="TKey">The key; compared by its own equality.</typeparam>
public sealed class WorkQueue<TKey> : IWorkQueueGauges, IDisposable
    where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, WorkQueueEntry<TKey>> _entries = [];
    private readonly WorkQueueWaits<TKey> _waits;
    private readonly FairLine<TKey> _line;
    // One sign for each key in line: readers wait for a sign, and then take the key whose turn it is.
    private readonly Channel<byte> _signs = Channel.CreateUnbounded<byte>();
    private readonly TimeProvider _time;
    private readonly Random _jitter;
    private readonly Backoff _backoff;
    private readonly RuntimeMetrics _metrics;
    private readonly TokenBucket _retries;
    private readonly Pace? _pace;
    private long _sequence;
    private bool _shutDown;

    /// <summary>Makes an empty queue.</summary>
    /// <param name="name">Its name in metrics.</param>
    /// <param name="time">The clock; waits use its monotonic timestamps.</param>
    /// <param name="jitter">Source of jitter; null for the shared one.</param>
    /// <param name="backoff">Delays after failures; null for <see cref="Backoff.Reconcile"/>.</param>
    /// <param name="metrics">Where it is counted; null for <see cref="RuntimeMetrics.Shared"/>.</param>
    /// <param name="lane">The lane of a key; null for a single lane. Lanes are served in turn, keys of a lane in order.</param>
    /// <param name="pace">How often adds may make one key run; null for no limit.</param>
    public WorkQueue(
        string name,
        TimeProvider time,
        Random? jitter = null,
        Backoff? backoff = null,
        RuntimeMetrics? metrics = null,
        Func<TKey, string>? lane = null,
        Pace? pace = null)
    {
        Name = name;
        _time = time;
        _jitter = jitter ?? Random.Shared;
        _backoff = backoff ?? Backoff.Reconcile;
        _metrics = metrics ?? RuntimeMetrics.Shared;
        // As client-go: all retries together start at most 10 a second, with a burst of 100.
        _retries = new TokenBucket(100, TimeSpan.FromSeconds(0.1), time);
        _line = new FairLine<TKey>(lane);
        _pace = pace;
        _waits = new WorkQueueWaits<TKey>(time, OnDue);
        _metrics.Register(this);
    }

    /// <summary>The queue's name in metrics.</summary>
    public string Name { get; }

    /// <summary>Keys in line.</summary>
    public int Depth
    {
        get { lock (_lock) return _line.Count; }
    }

    /// <summary>Keys of any kind: in line, processing, waiting, or with an allowance that is not full yet.</summary>
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

    /// <summary>Something happened to the key. Ends a plain wait; is merged into a back-off and into a wait for its pace.</summary>
    /// <param name="key">The key.</param>
    public void Add(TKey key) => AddCore(key, now: false);

    /// <summary>Someone changed what is wanted: runs at once, or when its pace allows it; earlier failures are forgotten.</summary>
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
            if (entry.Queued || entry.Wait is WaitReason.BackOff or WaitReason.Pace) return;
            if (entry.Wait == WaitReason.Later && _waits.IsDueWithin(entry, delay)) return;
            _waits.Start(entry, WaitReason.Later, delay);
        }
    }

    /// <summary>Counts a failure and adds the key after its back-off.</summary>
    /// <param name="key">The key.</param>
    /// <param name="after">What comes before the back-off: how long somebody asked to wait. 0 for nothing; negative counts as 0.</param>
    public void AddRateLimited(TKey key, TimeSpan after = default)
    {
        lock (_lock)
        {
            if (_shutDown) return;
            var entry = EntryNeedsLock(key);
            entry.Failures++;
            _metrics.QueueRetried(Name);
            if (entry.Queued) return;
            var (delay, reserved) = (_backoff.Delay(entry.Failures, _jitter), _retries.Reserve());
            _waits.Start(entry, WaitReason.BackOff, (delay > reserved ? delay : reserved) + (after > TimeSpan.Zero ? after : TimeSpan.Zero));
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
            if (entry.Wait == WaitReason.BackOff) entry.Wait = WaitReason.Later;
        }
    }

    /// <summary>
    /// Hands out keys, each to one reader. Ends after <see cref="ShutDown"/> once nothing is in line.
    /// </summary>
    /// <param name="cancellationToken">Stops this reader between keys.</param>
    public async IAsyncEnumerable<TKey> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // Not the channel's own ReadAllAsync: it looks at the token only when the line is empty.
        while (await _signs.Reader.WaitToReadAsync(cancellationToken))
            if (_signs.Reader.TryRead(out _)) yield return Take();
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
            else if (again) AdmitNeedsLock(entry, now);
            else if (entry.Wait == WaitReason.None) RetireNeedsLock(entry);
        }
    }

    /// <summary>Takes nothing more and drops what waits. Keys in line are still handed out; a key processing does not run again.</summary>
    public void ShutDown()
    {
        lock (_lock)
        {
            if (_shutDown) return;
            _shutDown = true;
            foreach (var entry in _waits.StopAll())
                if (!entry.Processing) _entries.Remove(entry.Key);
            _signs.Writer.Complete();
        }
    }

    /// <summary>Shuts down and leaves the metrics.</summary>
    public void Dispose()
    {
        ShutDown();
        _waits.Dispose();
        _metrics.Unregister(this);
    }

    private void AddCore(TKey key, bool now)
    {
        lock (_lock)
        {
            if (_shutDown) return;
            var entry = EntryNeedsLock(key);
            if (!entry.Processing)
            {
                AdmitNeedsLock(entry, now);
                return;
            }

            entry.Dirty = true;
            entry.DirtyNow |= now;
        }
    }

    private TKey Take()
    {
        lock (_lock)
        {
            if (!_line.TryDequeue(out var key)) throw new InvalidOperationException($"queue {Name}: more signs than keys");
            var entry = _entries[key];
            (entry.Queued, entry.Processing) = (false, true);
            var now = _time.GetTimestamp();
            _metrics.QueueWaited(Name, _time.GetElapsedTime(entry.Since, now));
            entry.Since = now;
            return key;
        }
    }

    private void OnDue()
    {
        lock (_lock)
        {
            foreach (var (entry, reason) in _waits.TakeDue())
            {
                if (reason == WaitReason.Idle) _entries.Remove(entry.Key);
                else if (entry.Processing) entry.Dirty = true;
                else EnqueueNeedsLock(entry);
            }
        }
    }

    private WorkQueueEntry<TKey> EntryNeedsLock(TKey key)
    {
        if (_entries.TryGetValue(key, out var entry)) return entry;
        return _entries[key] = new WorkQueueEntry<TKey>(key, _sequence++);
    }

    /// <summary>An add: into the line, or merged into what the key already waits for.</summary>
    private void AdmitNeedsLock(WorkQueueEntry<TKey> entry, bool now)
    {
        if (now) entry.Failures = 0;
        if (entry.Queued || entry.Wait == WaitReason.Pace || (entry.Wait == WaitReason.BackOff && !now)) return;
        var wait = TimeSpan.Zero;
        if (_pace is not null) wait = (entry.Adds ??= new TokenBucket(_pace.Burst, _pace.Interval, _time)).Reserve();
        if (wait > TimeSpan.Zero) _waits.Start(entry, WaitReason.Pace, wait);
        else EnqueueNeedsLock(entry);
    }

    private void EnqueueNeedsLock(WorkQueueEntry<TKey> entry)
    {
        _waits.Stop(entry);
        if (entry.Queued) return;
        entry.Queued = true;
        entry.Since = _time.GetTimestamp();
        _metrics.QueueAdded(Name);
        _line.Enqueue(entry.Key);
        _signs.Writer.TryWrite(0);
    }

    /// <summary>Nobody wants the key: it is forgotten, as soon as how often it was added no longer counts.</summary>
    private void RetireNeedsLock(WorkQueueEntry<TKey> entry)
    {
        if (entry.Adds is { IsFull: false } adds) _waits.Start(entry, WaitReason.Idle, adds.UntilFull);
        else _entries.Remove(entry.Key);
    }
}
