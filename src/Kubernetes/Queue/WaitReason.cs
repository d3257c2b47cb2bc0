namespace ModelMonitor.Kubernetes;

/// <summary>Why a key of a <see cref="WorkQueue{TKey}"/> waits.</summary>
internal enum WaitReason
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>It was added for later. Any add ends it.</summary>
    Later,

    /// <summary>It failed. Only a change of what is wanted ends it.</summary>
    BackOff,

    /// <summary>It is added too often. No add ends it.</summary>
    Pace,

    /// <summary>It wants nothing: only how often it was added is still remembered.</summary>
    Idle,
}
