namespace ModelMonitor.Kubernetes;

/// <summary>What the queue knows of one key. Guarded by the queue's lock.</summary>
internal sealed class WorkQueueEntry<TKey>(TKey key, long sequence)
{
    public static readonly Comparer<WorkQueueEntry<TKey>> ByDue = Comparer<WorkQueueEntry<TKey>>.Create(
        (a, b) => a.Due != b.Due ? Nullable.Compare(a.Due, b.Due) : a.Sequence.CompareTo(b.Sequence));

    public TKey Key { get; } = key;

    /// <summary>Tells entries with the same due time apart.</summary>
    public long Sequence { get; } = sequence;

    /// <summary>Handed to no one yet, but in line.</summary>
    public bool Queued { get; set; }

    /// <summary>Handed to a reader that has not called Done.</summary>
    public bool Processing { get; set; }

    /// <summary>Added while processing: runs again afterwards.</summary>
    public bool Dirty { get; set; }

    /// <summary>The add that made it dirty is not to be merged into a back-off.</summary>
    public bool DirtyNow { get; set; }

    /// <summary>Timestamp when a wait ends; null without one. Changed only while outside the set of waits.</summary>
    public long? Due { get; set; }

    /// <summary>What it waits for. Changed together with <see cref="Due"/>, but for a back-off that is forgotten.</summary>
    public WaitReason Wait { get; set; }

    /// <summary>Adds that may still run at once; null before the first one, and where none are counted.</summary>
    public TokenBucket? Adds { get; set; }

    /// <summary>Failures in a row.</summary>
    public int Failures { get; set; }

    /// <summary>Timestamp when it got in line, or when its processing began.</summary>
    public long Since { get; set; }
}
