namespace ModelMonitor.Decisions;

/// <summary>What an objective measures (SLI).</summary>
public enum Indicator
{
    /// <summary>Seconds until the first token of a request.</summary>
    TimeToFirstToken,

    /// <summary>Seconds between two tokens.</summary>
    InterTokenLatency,

    /// <summary>Seconds per output token, averaged over a request.</summary>
    TimePerOutputToken,

    /// <summary>Seconds from a request's arrival to its last token.</summary>
    RequestLatency,

    /// <summary>Seconds that a request waits before it is worked on.</summary>
    QueueWait,

    /// <summary>Share of requests that failed, 0 to 1.</summary>
    ErrorRatio,

    /// <summary>Share of the KV cache in use, mean over pods, 0 to 1.</summary>
    KvCacheUse,

    /// <summary>Requests waiting, per ready pod.</summary>
    Waiting,

    /// <summary>Requests being worked on, per ready pod.</summary>
    InFlight,
}
