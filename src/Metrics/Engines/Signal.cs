using ModelMonitor.Decisions;

namespace ModelMonitor.Metrics;

/// <summary>What an engine preset can name a metric for.</summary>
public enum Signal
{
    /// <summary>Gauge: requests being worked on. Every preset has it: its samples also say which pods are seen, and when.</summary>
    Running,

    /// <summary>Gauge: requests waiting for capacity.</summary>
    Waiting,

    /// <summary>Counter: requests that ended, however.</summary>
    Completed,

    /// <summary>Counter: requests among <see cref="Completed"/> that failed by the server's fault.</summary>
    Errors,

    /// <summary>Counter: requests refused for overload, not among <see cref="Completed"/>.</summary>
    Rejected,

    /// <summary>Gauge: share of the KV cache in use, 0 to 1.</summary>
    KvCacheUse,

    /// <summary>Histogram: <see cref="Indicator.TimeToFirstToken"/>.</summary>
    TimeToFirstToken,

    /// <summary>Histogram: <see cref="Indicator.InterTokenLatency"/>.</summary>
    InterTokenLatency,

    /// <summary>Histogram: <see cref="Indicator.TimePerOutputToken"/>.</summary>
    TimePerOutputToken,

    /// <summary>Histogram: <see cref="Indicator.RequestLatency"/>.</summary>
    RequestLatency,

    /// <summary>Histogram: <see cref="Indicator.QueueWait"/>.</summary>
    QueueWait,
}
