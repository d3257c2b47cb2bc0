using System.Diagnostics.CodeAnalysis;

namespace ModelMonitor.Kubernetes;

/// <summary>
/// A line of several lanes, served in turn: one item of each. A long lane delays an item of another by one place, not by its length.
/// Not safe for concurrent use.
/// </summary>
/// <param name="lane">The lane of an item; null for a single lane.</param>
internal sealed class FairLine<T>(Func<T, string>? lane)
{
    private readonly Dictionary<string, Queue<T>> _lanes = [];
    private readonly Queue<string> _turns = [];

    /// <summary>Items in line.</summary>
    public int Count { get; private set; }

    /// <summary>Puts an item at the end of its lane.</summary>
    public void Enqueue(T item)
    {
        var name = lane?.Invoke(item) ?? "";
        if (!_lanes.TryGetValue(name, out var queue))
        {
            _lanes[name] = queue = [];
            _turns.Enqueue(name);
        }

        queue.Enqueue(item);
        Count++;
    }

    /// <summary>Takes the first item of the lane whose turn it is.</summary>
    public bool TryDequeue([MaybeNullWhen(false)] out T item)
    {
        item = default;
        if (!_turns.TryDequeue(out var name)) return false;
        var queue = _lanes[name];
        item = queue.Dequeue();
        Count--;
        if (queue.Count == 0) _lanes.Remove(name);
        else _turns.Enqueue(name);
        return true;
    }
}
