namespace ModelMonitor.Kubernetes;

/// <summary>
/// What makes two Events the same. The note does not count: numbers in it would make every Event a new one. An occurrence of its own is
/// never the same as another.
/// </summary>
internal sealed record EventSeriesKey(V1ObjectReference Regarding, EventType Type, string Reason, string Action, string? Occurrence);

/// <summary>One thing that happened, as it waits for the writer.</summary>
internal sealed record EventOccurrence(EventSeriesKey Key, string Note, DateTimeOffset Time, long Timestamp);

/// <summary>An Event and how far its count in the cluster lags behind. Used by the writer alone.</summary>
internal sealed class EventSeries(V1Event first, long timestamp)
{
    public V1Event Event { get; } = first;

    /// <summary>How often it happened.</summary>
    public int Count { get; private set; } = 1;

    /// <summary>The count in the cluster; 0 when the Event is not there.</summary>
    public int WrittenCount { get; private set; }

    /// <summary>Timestamp of the last occurrence.</summary>
    public long ObservedAt { get; private set; } = timestamp;

    /// <summary>Timestamp of the last write.</summary>
    public long WrittenAt { get; private set; } = timestamp;

    public bool IsBehind => WrittenCount < Count;

    public void Observe(EventOccurrence occurrence)
    {
        Count++;
        ObservedAt = occurrence.Timestamp;
        Event.Series = new() { Count = Count, LastObservedTime = new(occurrence.Time) };
    }

    public void Written(long timestamp) => (WrittenCount, WrittenAt) = (Count, timestamp);

    /// <summary>The cluster has forgotten the Event: the next write creates it again.</summary>
    public void Vanished() => WrittenCount = 0;
}
