using System.Diagnostics.CodeAnalysis;

namespace ModelMonitor.Kubernetes;

/// <summary>The objects of one type, by namespace. Written by the reflector alone.</summary>
internal sealed class Store<T> : IStore<T>
    where T : class, IKubernetesObject
{
    private readonly Lock _lock = new();
    private Dictionary<string, Dictionary<string, T>> _namespaces = [];

    public bool TryGet(ObjectKey key, [MaybeNullWhen(false)] out T resource)
    {
        lock (_lock)
        {
            resource = null;
            return _namespaces.TryGetValue(key.Namespace, out var objects) && objects.TryGetValue(key.Name, out resource);
        }
    }

    public IReadOnlyCollection<T> List()
    {
        lock (_lock) return [.. _namespaces.Values.SelectMany(objects => objects.Values)];
    }

    public IReadOnlyCollection<T> List(string ns)
    {
        lock (_lock) return _namespaces.TryGetValue(ns, out var objects) ? [.. objects.Values] : [];
    }

    /// <summary>Puts an object in and returns the one that it replaces.</summary>
    public T? Set(T resource)
    {
        lock (_lock) return Put(_namespaces, resource);
    }

    /// <summary>Takes an object out and returns it.</summary>
    public T? Remove(ObjectKey key)
    {
        lock (_lock)
        {
            if (!_namespaces.TryGetValue(key.Namespace, out var objects) || !objects.Remove(key.Name, out var old)) return null;
            if (objects.Count == 0) _namespaces.Remove(key.Namespace);
            return old;
        }
    }

    /// <summary>
    /// Takes a complete list over in one step and returns what it changed, deletions first. An object that the list could not show
    /// (<paramref name="unreadable"/>) stays as last seen.
    /// </summary>
    public IReadOnlyList<(T? Old, T? Current)> Replace(IEnumerable<T> items, Func<ObjectKey, bool> unreadable)
    {
        var next = new Dictionary<string, Dictionary<string, T>>();
        foreach (var item in items) Put(next, item);

        List<(T?, T?)> gone = [];
        List<(T?, T?)> changed = [];
        lock (_lock)
        {
            foreach (var old in _namespaces.Values.SelectMany(objects => objects.Values))
            {
                var key = ObjectKey.Of(old);
                var current = next.GetValueOrDefault(key.Namespace)?.GetValueOrDefault(key.Name);
                if (current is null && unreadable(key)) Put(next, old);
                else if (current is null || IsAnother(old, current)) gone.Add((old, null));
            }

            foreach (var current in next.Values.SelectMany(objects => objects.Values))
            {
                var key = ObjectKey.Of(current);
                var old = _namespaces.GetValueOrDefault(key.Namespace)?.GetValueOrDefault(key.Name);
                if (old is null || IsAnother(old, current)) changed.Add((null, current));
                else if (old.Metadata.ResourceVersion != current.Metadata.ResourceVersion) changed.Add((old, current));
            }

            _namespaces = next;
        }

        return [.. gone, .. changed];
    }

    /// <summary>Same name, another life: the one was deleted and the other created while nobody looked.</summary>
    public static bool IsAnother(T old, T current) => old.Metadata.Uid != current.Metadata.Uid;

    private static T? Put(Dictionary<string, Dictionary<string, T>> namespaces, T resource)
    {
        var key = ObjectKey.Of(resource);
        if (!namespaces.TryGetValue(key.Namespace, out var objects)) namespaces[key.Namespace] = objects = [];
        objects.TryGetValue(key.Name, out var old);
        objects[key.Name] = resource;
        return old;
    }
}
