using System.Collections.Concurrent;
using ModelMonitor.Actions;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Operator.Exporters;

/// <summary>What reconciles found that new pods get, for the webhook to read.</summary>
/// <remarks>
/// <b>Guarantees</b>: safe for concurrent use. <b>Caveats</b>: a process that just started knows nothing until its monitors are looked at;
/// pods that are created until then come without a sidecar and are replaced later.
/// </remarks>
/// <param name="time">The clock.</param>
public sealed class InjectionBoard(TimeProvider time)
{
    /// <summary>How long after one pod was given a canary no other is, if the first is not seen to carry it: it may have been refused.</summary>
    public static readonly TimeSpan GrantLasts = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<ObjectKey, Entry> _entries = new();

    /// <summary>Says what new pods of a monitor's target get.</summary>
    /// <param name="monitor">The monitor.</param>
    /// <param name="injection">What; null for nothing.</param>
    public void Set(ObjectKey monitor, Injection? injection)
    {
        if (injection is null)
        {
            // A grant outlives the order: the pod it was for may not be seen yet.
            if (_entries.TryGetValue(monitor, out var entry)) entry.Injection = null;
            return;
        }

        var revision = SidecarPatch.RevisionOf(injection.Sidecar);
        _entries.AddOrUpdate(monitor, _ => new(revision) { Injection = injection }, (_, known) =>
        {
            if (known.Revision != revision) return new(revision) { Injection = injection };
            known.Injection = injection;
            return known;
        });
    }

    /// <summary>Drops a monitor.</summary>
    /// <param name="monitor">The monitor.</param>
    public void Forget(ObjectKey monitor) => _entries.TryRemove(monitor, out _);

    /// <summary>What a new pod gets; null for nothing. Of several monitors the first by name counts.</summary>
    /// <param name="ns">The pod's namespace.</param>
    /// <param name="labels">The pod's labels.</param>
    /// <returns>The monitor and its order.</returns>
    public (ObjectKey Monitor, Injection Injection)? For(string ns, IDictionary<string, string> labels)
    {
        var found = _entries
            .Where(e => e.Key.Namespace == ns && e.Value.Injection is { } injection && injection.Selector.Matches(labels))
            .OrderBy(e => e.Key.Name, StringComparer.Ordinal)
            .Select(e => (e.Key, e.Value.Injection!))
            .ToList();
        return found.Count > 0 ? found[0] : null;
    }

    /// <summary>Whether a pod may be given its order now; a canary is given to one pod at a time.</summary>
    /// <param name="monitor">The monitor.</param>
    /// <param name="injection">Its order.</param>
    /// <param name="isDryRun">Whether nothing comes of it, so that it does not count.</param>
    public bool Grants(ObjectKey monitor, Injection injection, bool isDryRun)
    {
        if (!injection.IsCanary) return true;
        if (!_entries.TryGetValue(monitor, out var entry)) return false;
        lock (entry)
        {
            if (entry.GrantedAt is { } granted && time.GetElapsedTime(granted) < GrantLasts) return false;
            if (!isDryRun) entry.GrantedAt = time.GetTimestamp();
            return true;
        }
    }

    private sealed class Entry(string revision)
    {
        private Injection? _injection;

        public string Revision { get; } = revision;

        public long? GrantedAt { get; set; }

        public Injection? Injection
        {
            get => Volatile.Read(ref _injection);
            set => Volatile.Write(ref _injection, value);
        }
    }
}
