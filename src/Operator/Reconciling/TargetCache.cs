using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Operator.Reconciling;

/// <summary>
/// Keeps the scales of targets and reads one again only when its target changed: a watch of the metadata of each kind in use tells. In
/// steady state judging costs the API server nothing.
/// </summary>
/// <remarks>
/// <b>Guarantees</b>: what is given without a read has the resourceVersion that the watch shows. Safe for concurrent use.
/// <b>Assumptions</b>: <see cref="RunAsync"/> runs once. <b>Caveats</b>: the watch may lag, so an act needs <see cref="ReadAsync"/>. Kinds
/// beyond the first 16, and those that may not be watched, are read each time.
/// </remarks>
/// <param name="client">The API server.</param>
/// <param name="ns">The only namespace that is watched, or null.</param>
/// <param name="time">The clock.</param>
/// <param name="loggers">Where it logs.</param>
[Rbac("apps", "deployments,statefulsets", "list,watch")]
public sealed class TargetCache(KubernetesClient client, string? ns, TimeProvider time, ILoggerFactory loggers)
{
    private const int MostKinds = 16;

    private readonly ConcurrentDictionary<ResourceType, KindWatch> _kinds = new();
    private readonly Channel<KindWatch> _begun = Channel.CreateUnbounded<KindWatch>();

    /// <summary>Raised when a target comes, goes or gets another spec; on the watch's own task.</summary>
    public event Action<ResourceType, ObjectKey>? Changed;

    /// <summary>Watches the kinds that are asked for, until cancelled.</summary>
    /// <param name="cancellationToken">Ends it; the task then completes normally.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var watches = new List<Task>();
        try
        {
            await foreach (var kind in _begun.Reader.ReadAllAsync(cancellationToken)) watches.Add(kind.Informer.RunAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await Task.WhenAll(watches);
        }
    }

    /// <summary>The scale of a target, for judging.</summary>
    /// <param name="resource">The target's resource.</param>
    /// <param name="key">The target.</param>
    /// <param name="cancellationToken">Cancels the read, where one is needed.</param>
    /// <returns>The scale, and whether the API server has just been asked.</returns>
    /// <exception cref="KubernetesException">It could not be read.</exception>
    public async Task<(Scale Scale, bool IsLive)> GetAsync(ResourceType resource, ObjectKey key, CancellationToken cancellationToken) =>
        KindOf(resource)?.Find(key) is { } scale ? (scale, false) : await ReadAsync(resource, key, cancellationToken);

    /// <summary>The scale of a target as the API server has it now.</summary>
    /// <inheritdoc cref="GetAsync"/>
    public async Task<(Scale Scale, bool IsLive)> ReadAsync(ResourceType resource, ObjectKey key, CancellationToken cancellationToken)
    {
        var scale = await client.Scales.GetAsync(resource, key, cancellationToken);
        KindOf(resource)?.Keep(key, scale);
        return (scale, true);
    }

    private KindWatch? KindOf(ResourceType resource)
    {
        if (_kinds.TryGetValue(resource, out var known)) return known;
        if (_kinds.Count >= MostKinds) return null;
        var added = new KindWatch(client.ListWatchMetadata(resource, ns), time, loggers);
        var kind = _kinds.GetOrAdd(resource, added);
        if (!ReferenceEquals(kind, added)) return kind;
        kind.Informer.OnChange((old, current) =>
        {
            var key = ObjectKey.Of((current ?? old)!);
            if (current is null) kind.Drop(key);
            // The first list tells nothing new: whoever asks for a target reads it anyway.
            if (kind.Informer.HasSynced && ReconcilePredicates.IntentChanged(old, current)) Changed?.Invoke(resource, key);
        });
        _begun.Writer.TryWrite(kind);
        return kind;
    }

    private sealed class KindWatch(IListWatch<V1PartialObjectMetadata> source, TimeProvider time, ILoggerFactory loggers)
    {
        private readonly ConcurrentDictionary<ObjectKey, Scale> _scales = new();

        public Informer<V1PartialObjectMetadata> Informer { get; } = new(source, time, loggers.CreateLogger<Informer<V1PartialObjectMetadata>>());

        public Scale? Find(ObjectKey key) =>
            _scales.TryGetValue(key, out var scale)
            && Informer is { HasSynced: true, ReadFault: null }
            && Informer.Store.TryGet(key, out var seen)
            && seen.Metadata.DeletionTimestamp is null
            && seen.Metadata.ResourceVersion == scale.Metadata.ResourceVersion
                ? scale
                : null;

        public void Keep(ObjectKey key, Scale scale) => _scales[key] = scale;

        public void Drop(ObjectKey key) => _scales.TryRemove(key, out _);
    }
}
