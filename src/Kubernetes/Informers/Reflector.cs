using Microsoft.Extensions.Logging;

namespace ModelMonitor.Kubernetes;

/// <summary>
/// Keeps a store equal to the API server's objects: lists, then watches, and finds its way back from every error.
/// One state machine; each way back is one arm of <see cref="Recover"/>.
/// </summary>
/// <remarks>
/// <para><b>Guarantees.</b> Every change is told once it is in the store, in the server's order per object; an object that went away
/// unseen is told as deleted, with its last known state. Never throws but for cancellation, never spins.</para>
/// <para><b>Assumptions.</b> One call of <see cref="RunAsync"/>; it is the store's only writer.</para>
/// </remarks>
internal sealed class Reflector<T>(
    IListWatch<T> source,
    Store<T> store,
    InformerHealth health,
    Action<T?, T?> notify,
    Action synced,
    TimeProvider time,
    ILogger logger,
    Random jitter,
    InformerOptions options)
    where T : class, IKubernetesObject<T>
{
    private static readonly TimeSpan ShortestSaneWatch = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ServerCloseMargin = TimeSpan.FromSeconds(5);

    private readonly string _resource = source.Resource.GroupResource;
    private State _state = State.Empty;
    private List<T> _items = [];
    private List<UndecodableObject> _undecodable = [];
    private string? _continue;
    private string _resourceVersion = "";
    private int _failures;
    private long _failedAt;
    private long? _serverErrorsSince;
    private bool _watchRefused;

    private enum State
    {
        /// <summary>Nothing to go on from: begin a list.</summary>
        Empty,

        /// <summary>Part of a list is read, its next page is due.</summary>
        Listing,

        /// <summary>The store holds a complete list; changes since its version are due.</summary>
        Watching,
    }

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var pause = await StepAsync(cancellationToken);
            if (pause > TimeSpan.Zero) await Task.Delay(pause, time, cancellationToken);
        }
    }

    /// <summary>One transition. Returns how long to wait before the next.</summary>
    private async Task<TimeSpan> StepAsync(CancellationToken cancellationToken)
    {
        switch (_state)
        {
            case State.Empty:
                (_items, _undecodable, _continue) = ([], [], null);
                _state = State.Listing;
                return TimeSpan.Zero;
            case State.Listing:
                return await ListPageAsync(cancellationToken);
            default:
                return await WatchAsync(cancellationToken);
        }
    }

    private async Task<TimeSpan> ListPageAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.ListTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        ListPage<T> page;
        try
        {
            page = await source.ListAsync(options.PageSize, _continue, both.Token);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception e)
        {
            return Recover(limit.IsCancellationRequested
                ? new(null, "Timeout", $"no answer to a list within {options.ListTimeout.TotalSeconds:0} s")
                : ReflectorFault.Of(e, _resource));
        }

        _items.AddRange(page.Items);
        _undecodable.AddRange(page.Undecodable);
        _continue = page.Continue;
        if (!string.IsNullOrEmpty(_continue)) return TimeSpan.Zero;
        if (string.IsNullOrEmpty(page.ResourceVersion)) return Recover(NoVersion("a list"));
        TakeOver(page.ResourceVersion);
        return TimeSpan.Zero;
    }

    private void TakeOver(string resourceVersion)
    {
        // An unreadable object without a name may be any that is missing: then nothing counts as deleted.
        var unreadable = _undecodable.Select(u => u.Key).ToHashSet();
        var changes = store.Replace(_items, key => unreadable.Contains(key) || unreadable.Contains(null));
        health.SetUndecodable(_undecodable);
        foreach (var (old, current) in changes) notify(old, current);
        logger.LogDebug("Listed {Resource}: {Count} objects, {Changes} changes", _resource, _items.Count, changes.Count);

        (_items, _undecodable) = ([], []);
        _resourceVersion = resourceVersion;
        _state = State.Watching;
        options.Metrics.Listed(_resource);
        _serverErrorsSince = null;
        // Where only the watch was refused, a list proves nothing: or log and readiness would change at every try.
        if (!_watchRefused) Succeeded();
        synced();
    }

    private async Task<TimeSpan> WatchAsync(CancellationToken cancellationToken)
    {
        var lifetime = options.MinWatchTimeout + ((options.MaxWatchTimeout - options.MinWatchTimeout) * jitter.NextDouble());
        using var idle = new CancellationTokenSource(lifetime + ServerCloseMargin, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, idle.Token);
        var opened = time.GetTimestamp();
        var (events, bookmarked) = (0, false);
        try
        {
            await foreach (var e in source.WatchAsync(_resourceVersion, lifetime, both.Token))
            {
                events++;
                bookmarked |= e.Type == WatchEventType.Bookmark;
                if (bookmarked) idle.CancelAfter(options.IdleTimeout);
                if (Apply(e) is { } fault) return Recover(fault);
                Succeeded();
            }
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception) when (idle.IsCancellationRequested)
        {
            options.Metrics.InformerFaulted(_resource, "Idle");
            logger.LogInformation("Watch of {Resource} fell silent and is opened again", _resource);
            return Reopen();
        }
        catch (Exception e)
        {
            return Recover(ReflectorFault.Of(e, _resource));
        }

        if (events == 0 && time.GetElapsedTime(opened) < ShortestSaneWatch)
            return Recover(new(null, "VeryShortWatch", "the server closed a watch at once and without an event"));
        Succeeded();
        return Reopen();
    }

    /// <summary>A watch is over without an error: go on where it ended, a little spread over time.</summary>
    private TimeSpan Reopen()
    {
        // The watch does not say what became of an unreadable object, it may be deleted by now: the next list does.
        if (health.Undecodable.Count > 0) _state = State.Empty;
        return TimeSpan.FromSeconds(jitter.NextDouble());
    }

    /// <summary>Takes one event over. Returns what is wrong with it, or null.</summary>
    private ReflectorFault? Apply(WatchEvent<T> e)
    {
        if (e.Type == WatchEventType.Error) return ReflectorFault.Of(e.Error ?? new Status { Code = 500, Message = "no Status" }, _resource);
        if (e.Undecodable is { } undecodable) health.AddUndecodable(undecodable);
        if (string.IsNullOrEmpty(e.ResourceVersion)) return NoVersion("an event");
        if (e.Object is { } resource) Change(e.Type, resource);
        _resourceVersion = e.ResourceVersion;
        return null;
    }

    private void Change(WatchEventType type, T resource)
    {
        var key = ObjectKey.Of(resource);
        health.RemoveUndecodable(key);
        if (type == WatchEventType.Deleted)
        {
            store.Remove(key);
            notify(resource, null);
            return;
        }

        var old = store.Set(resource);
        if (old is not null && Store<T>.IsAnother(old, resource))
        {
            notify(old, null);
            old = null;
        }

        if (old?.Metadata.ResourceVersion != resource.Metadata.ResourceVersion) notify(old, resource);
    }

    /// <summary>The way back from an error: which state to go on in, and after how long.</summary>
    private TimeSpan Recover(ReflectorFault fault)
    {
        health.Failed(fault.Cause, fault.Message);
        switch (fault)
        {
            case { MustRelist: true }:
            case { Code: 410 }:
                _state = State.Empty;
                break;
            // Nothing was said about our version: it stays good, and a list would only add to the server's load.
            case { Code: null or 429 }:
                break;
            // Somebody has to give a right or install a definition first. What happened until then no watch will tell: a definition
            // that was deleted took its objects along, and the one installed again knows nothing of them.
            case { Code: 401 or 403 or 404 }:
                _watchRefused |= _state == State.Watching;
                _state = State.Empty;
                break;
            case { Code: >= 500 }:
                _serverErrorsSince ??= time.GetTimestamp();
                if (time.GetElapsedTime(_serverErrorsSince.Value) >= options.ServerErrorPatience) _state = State.Empty;
                break;
            default:
                _state = State.Empty;
                break;
        }

        if (_state == State.Empty) _serverErrorsSince = null;
        if (time.GetElapsedTime(_failedAt) >= options.BackoffReset) _failures = 0;
        _failures++;
        _failedAt = time.GetTimestamp();
        var pause = options.Backoff.Delay(_failures, jitter);
        return (fault.RetryAfter ?? TimeSpan.Zero) + pause;
    }

    private void Succeeded()
    {
        _serverErrorsSince = null;
        _watchRefused = false;
        health.Succeeded();
    }

    private static ReflectorFault NoVersion(string what) =>
        new(null, "NoResourceVersion", $"{what} came without a resourceVersion", MustRelist: true);
}
