using Microsoft.Extensions.Logging;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Operator.Reconciling;

/// <summary>The objects of a type that a cluster need not have, and that the operator need not be allowed to read: then there are none.</summary>
/// <typeparam name="T">The type.</typeparam>
/// <param name="client">The API server.</param>
/// <param name="ns">The only namespace that is watched, or null.</param>
/// <param name="time">The clock.</param>
/// <param name="loggers">Where a missing right is told, once.</param>
internal sealed class OptionalWatch<T>(KubernetesClient client, string? ns, TimeProvider time, ILoggerFactory loggers) : IListWatch<T>
    where T : class, IKubernetesObject<T>
{
    /// <summary>How often a type that the server does not have is looked for: one small read, the only one in steady state.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(5);

    private readonly IListWatch<T> _source = client.Resource<T>().ListWatch(ns);
    private readonly TaskCompletionSource _known = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Informer<T>? _informer;
    private volatile bool _isRefused;

    /// <summary>Completes when the objects are listed, or it is clear that they cannot be.</summary>
    public Task Known => _known.Task;

    /// <summary>Every object.</summary>
    public IReadOnlyCollection<T> List() => _isRefused ? [] : Volatile.Read(ref _informer)?.Store.List() ?? [];

    /// <summary>The objects of a namespace.</summary>
    public IReadOnlyCollection<T> List(string ns) => _isRefused ? [] : Volatile.Read(ref _informer)?.Store.List(ns) ?? [];

    /// <summary>Looks for the type, then watches it, until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (!await IsServedAsync(cancellationToken)) await Task.Delay(LookAgain, time, cancellationToken);
            var informer = new Informer<T>(this, time, loggers.CreateLogger<Informer<T>>());
            Volatile.Write(ref _informer, informer);
            var run = informer.RunAsync(cancellationToken);
            await informer.WaitForSyncAsync(Timeout.InfiniteTimeSpan, cancellationToken);
            _known.TrySetResult();
            await run;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The normal end.
        }
    }

    /// <inheritdoc />
    public async Task<ListPage<T>> ListAsync(int limit, string? continueToken, CancellationToken cancellationToken)
    {
        try
        {
            var page = await _source.ListAsync(limit, continueToken, cancellationToken);
            _isRefused = false;
            return page;
        }
        catch (KubernetesException e) when (IsRefusal(e))
        {
            Refused();
            throw;
        }
    }

    /// <inheritdoc />
    public IAsyncEnumerable<WatchEvent<T>> WatchAsync(string resourceVersion, TimeSpan timeout, CancellationToken cancellationToken) =>
        _source.WatchAsync(resourceVersion, timeout, cancellationToken);

    private static bool IsRefusal(KubernetesException e) => e.IsForbidden || e.IsNotFound;

    private void Refused()
    {
        _isRefused = true;
        _known.TrySetResult();
    }

    private async Task<bool> IsServedAsync(CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                var isServed = await client.FindResourceAsync(T.Resource.ApiVersion, T.Resource.Kind, cancellationToken) is not null;
                if (!isServed) _known.TrySetResult();
                return isServed;
            }
            catch (KubernetesException e) when (IsRefusal(e))
            {
                _known.TrySetResult();
                return false;
            }
            catch (KubernetesException)
            {
                // The server cannot be asked now. Whether something is there is not known, and nobody acts before it is.
                await Task.Delay(Backoff.Watch.Delay(tries, Random.Shared), time, cancellationToken);
            }
        }
    }
}
