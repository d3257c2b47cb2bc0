namespace ModelMonitor.Actions;

/// <summary>What became of an eviction.</summary>
public enum EvictionOutcome
{
    /// <summary>The pod is on its way out.</summary>
    Evicted,

    /// <summary>The pod is gone, or another one has its name; nothing was done.</summary>
    Gone,

    /// <summary>A PodDisruptionBudget does not allow it now; nothing was done.</summary>
    Blocked,

    /// <summary>The right to evict is missing; nothing was done.</summary>
    Forbidden,

    /// <summary>The server refused, or its answer is not known; look before asking again.</summary>
    Failed,
}
