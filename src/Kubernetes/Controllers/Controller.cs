using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ModelMonitor.Kubernetes;

/// <summary>Turns changes that an informer sees into calls of a reconciler.</summary>
/// <remarks>
/// <para><b>Guarantees.</b> One reconcile per key at a time. A failed key is retried for ever, with back-off; a change of what is
/// wanted retries it at once. A change during a reconcile leads to another one. Namespaces take turns: many objects of one do not
/// hold up another's. An object that changes all the time is reconciled each <see cref="ControllerOptions{T}.MinInterval"/>.</para>
/// <para><b>Assumptions.</b> Made before its informer runs. <see cref="RunAsync"/> is called once, also by a process that
/// leads only later: until then changes are merged in the queue.</para>
/// <para><b>Caveats.</b> A reconciler that ignores its cancellation token keeps its worker; <see cref="LongestRunning"/> shows it.</para>
/// </remarks>
/// <typeparam name="T">The object type.</typeparam>
public sealed class Controller<T> : IDisposable
    where T : class, IKubernetesObject<T>
{
    private const int ChangesAtOnce = 5;

    private readonly Informer<T> _informer;
    private readonly IReconciler<T> _reconciler;
    private readonly ControllerOptions<T> _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Random _jitter;
    private readonly WorkQueue<ObjectKey> _queue;
    private readonly ConcurrentDictionary<ObjectKey, byte> _deleted = new();

    /// <summary>Makes a controller and subscribes to the informer.</summary>
    /// <param name="informer">Sees the objects; not yet running.</param>
    /// <param name="reconciler">Does the work.</param>
    /// <param name="options">Name, parallelism, limits.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where failures are told.</param>
    /// <param name="jitter">Source of jitter; null for the shared one. A seeded one asks for a single worker.</param>
    public Controller(
        Informer<T> informer,
        IReconciler<T> reconciler,
        ControllerOptions<T> options,
        TimeProvider time,
        ILogger logger,
        Random? jitter = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxConcurrentReconciles, 1);
        _informer = informer;
        _reconciler = reconciler;
        _options = options;
        _time = time;
        _logger = logger;
        _jitter = jitter ?? Random.Shared;
        _queue = new WorkQueue<ObjectKey>(
            options.Name, time, jitter, Backoff.Reconcile, options.Metrics, key => key.Namespace,
            options.MinInterval > TimeSpan.Zero ? new Pace(ChangesAtOnce, options.MinInterval) : null);
        informer.OnChange(OnChange);
    }

    /// <summary>How long the oldest reconcile still running has been at it; 0 when none runs. For liveness.</summary>
    public TimeSpan LongestRunning => _queue.Unfinished().Longest;

    /// <summary>Asks for a reconcile of a key, for a reason of the caller's own. Merged into a back-off.</summary>
    /// <param name="key">The key; nothing happens when no such object is known.</param>
    public void Enqueue(ObjectKey key) => _queue.Add(key);

    /// <summary>
    /// Reconciles until cancelled, and returns when the reconciles then running have ended. Begins when the informer has synced.
    /// </summary>
    /// <param name="cancellationToken">Stops it; also cancels the reconciles that run.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _options.Metrics.InitializeController(_options.Name);
        try
        {
            await _informer.WaitForSyncAsync(Timeout.InfiniteTimeSpan, cancellationToken);
            var workers = Enumerable.Range(0, _options.MaxConcurrentReconciles)
                .Select(_ => Task.Run(() => WorkAsync(cancellationToken), CancellationToken.None));
            await Task.WhenAll(workers);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _logger.LogInformation("Controller {Controller} stopped", _options.Name);
        }
        finally
        {
            _queue.ShutDown();
        }
    }

    /// <summary>Drops the queue.</summary>
    public void Dispose() => _queue.Dispose();

    private void OnChange(T? old, T? current)
    {
        var key = ObjectKey.Of((current ?? old)!);
        if (current is null) _deleted[key] = 0;
        else if (!_options.Predicate(old, current)) return;

        if (ReconcilePredicates.IntentChanged(old, current)) _queue.AddNow(key);
        else _queue.Add(key);
    }

    private async Task WorkAsync(CancellationToken stopping)
    {
        await foreach (var key in _queue.ReadAllAsync(stopping))
        {
            try
            {
                await ProcessAsync(key, stopping);
            }
            finally
            {
                _queue.Done(key);
            }
        }
    }

    private async Task ProcessAsync(ObjectKey key, CancellationToken stopping)
    {
        var context = new ReconcileContext(key, Guid.NewGuid().ToString());
        using var scope = _logger.BeginScope(new Dictionary<string, object>
        {
            ["controller"] = _options.Name,
            ["namespace"] = key.Namespace,
            ["name"] = key.Name,
            ["reconcileId"] = context.ReconcileId,
        });
        var started = _time.GetTimestamp();
        string? outcome = ReconcileOutcome.Error;
        using var limit = new CancellationTokenSource(_options.ReconcileTimeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stopping, limit.Token);
        _options.Metrics.ReconcileStarted(_options.Name);
        try
        {
            outcome = Settle(key, await ReconcileAsync(context, both.Token));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            outcome = null;
        }
        catch (TerminalException e)
        {
            _options.Metrics.ReconcileTerminal(_options.Name);
            _logger.LogError(e, "Reconcile failed and is not retried before the object changes");
            _queue.Forget(key);
        }
        // Whatever a reconciler throws, the other objects must go on.
        catch (Exception e)
        {
            if (limit.IsCancellationRequested) _options.Metrics.ReconcileTimedOut(_options.Name);
            _logger.LogError(e, "Reconcile failed {After}and is retried", limit.IsCancellationRequested ? "at its time limit " : "");
            // A server that has no time says for how long, and a new reconcile is a new request to it.
            _queue.AddRateLimited(key, (e as KubernetesException)?.RetryAfter ?? TimeSpan.Zero);
        }
        finally
        {
            _options.Metrics.ReconcileEnded(_options.Name, outcome, _time.GetElapsedTime(started));
        }
    }

    private async ValueTask<ReconcileResult> ReconcileAsync(ReconcileContext context, CancellationToken cancellationToken)
    {
        if (_deleted.ContainsKey(context.Key))
        {
            _options.Deleted?.Invoke(context.Key);
            _deleted.TryRemove(context.Key, out _);
        }

        return _informer.Store.TryGet(context.Key, out var resource)
            ? await _reconciler.ReconcileAsync(resource, context, cancellationToken)
            : ReconcileResult.Done;
    }

    private string Settle(ObjectKey key, ReconcileResult result)
    {
        _queue.Forget(key);
        if (result.RequeueAfter is not { } delay) return ReconcileOutcome.Success;
        _queue.AddAfter(key, delay * (0.9 + (0.2 * _jitter.NextDouble())));
        return ReconcileOutcome.RequeueAfter;
    }
}
