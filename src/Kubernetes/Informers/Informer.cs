using Microsoft.Extensions.Logging;

namespace ModelMonitor.Kubernetes;

/// <summary>A live copy of all objects of one type, and word of each change.</summary>
/// <remarks>
/// <para><b>Guarantees.</b> Handlers are called one at a time, in order, after the store holds the change. An object deleted and
/// re-created unseen is told as a deletion and an addition. A handler that throws disturbs nobody else.</para>
/// <para><b>Assumptions.</b> Handlers are registered before <see cref="RunAsync"/>, which is called once. They are quick: they
/// only enqueue.</para>
/// <para><b>Caveats.</b> Objects are shared and must not be changed. The copy may lag behind; writers rely on resourceVersion.
/// <see cref="Degraded"/> clears when the server next says something, on a quiet watch with the next bookmark (about a minute).</para>
/// </remarks>
/// <typeparam name="T">The object type.</typeparam>
public sealed class Informer<T>
    where T : class, IKubernetesObject<T>
{
    private readonly Store<T> _store = new();
    private readonly List<Action<T?, T?>> _handlers = [];
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly InformerHealth _health;
    private readonly Reflector<T> _reflector;
    private readonly RuntimeMetrics _metrics;
    private readonly string _resource;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private int _started;

    /// <summary>Makes an informer; it does nothing before <see cref="RunAsync"/>.</summary>
    /// <param name="source">Lists and watches.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where faults are told, once per change.</param>
    /// <param name="jitter">Source of jitter; null for the shared one. A seeded one must not be shared.</param>
    /// <param name="options">Limits; null for the defaults.</param>
    public Informer(
        IListWatch<T> source, TimeProvider time, ILogger logger, Random? jitter = null, InformerOptions? options = null)
    {
        options ??= new();
        _time = time;
        _logger = logger;
        _metrics = options.Metrics;
        _resource = source.Resource.GroupResource;
        _health = new(_resource, time, logger, options.Metrics);
        _reflector = new(
            source, _store, _health, Notify, () => _synced.TrySetResult(), time, logger, jitter ?? Random.Shared, options);
    }

    /// <summary>The objects as last seen.</summary>
    public IStore<T> Store => _store;

    /// <summary>Whether a complete list has been read and told to the handlers. Stays true.</summary>
    public bool HasSynced => _synced.Task.IsCompleted;

    /// <summary>Why the copy cannot be fully trusted; null when all is well.</summary>
    public InformerFault? Degraded => _health.Degraded;

    /// <summary>Why listing or watching fails; null also when only single objects cannot be read. For readiness: one tenant's odd object must not take the process out of service.</summary>
    public InformerFault? ReadFault => _health.ReadFault;

    /// <summary>Objects that the server has and we cannot read. The store keeps them as last seen, if it ever did.</summary>
    public IReadOnlyList<UndecodableObject> Undecodable => _health.Undecodable;

    /// <summary>Registers a handler. It gets (null, new), (old, new) or (last known, null), on the informer's own task.</summary>
    /// <param name="handler">The handler; quick, and with no word to say back.</param>
    /// <exception cref="InvalidOperationException">The informer already runs, so the handler would miss changes.</exception>
    public void OnChange(Action<T?, T?> handler)
    {
        if (Volatile.Read(ref _started) != 0) throw new InvalidOperationException("the informer already runs");
        _handlers.Add(handler);
    }

    /// <summary>Lists and watches until cancelled, then returns. Errors of the API server never end it.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="InvalidOperationException">It was called before.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _started, 1) != 0) throw new InvalidOperationException("the informer already runs");
        try
        {
            await _reflector.RunAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _logger.LogDebug("Informer of {Resource} stopped", _resource);
        }
    }

    /// <summary>Waits for <see cref="HasSynced"/>.</summary>
    /// <param name="timeout">How long at most; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">It took too long; the message says what is wrong.</exception>
    public async Task WaitForSyncAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            await _synced.Task.WaitAsync(timeout, _time, cancellationToken);
        }
        catch (TimeoutException e)
        {
            var why = Degraded?.Reason ?? "the list has not come";
            throw new TimeoutException($"{_resource} not synced within {timeout.TotalSeconds:0} s: {why}", e);
        }
    }

    private void Notify(T? old, T? current)
    {
        foreach (var handler in _handlers)
        {
            try
            {
                handler(old, current);
            }
            // One handler's mistake must not stop the watch that all others live on.
            catch (Exception e)
            {
                _metrics.HandlerThrew(_resource);
                _logger.LogError(e, "Change handler of {Resource} threw", _resource);
            }
        }
    }
}
