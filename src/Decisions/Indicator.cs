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

    /// <summary>Requests answered or refused per second, summed over the ready pods.</summary>
    RequestRate,

    /// <summary>Output tokens per second, summed over the ready pods.</summary>
    TokenThroughput,

    /// <summary>Share of requests that did not fail by the server's fault, 0 to 1: one minus <see cref="ErrorRatio"/>.</summary>
    Availability,

    /// <summary>Share of time in which the GPUs were busy, mean over GPUs and pods, 0 to 1.</summary>
    GpuUtilization,

    /// <summary>Share of the GPUs' memory in use, 0 to 1.</summary>
    GpuMemoryUse,

    /// <summary>Temperature of the hottest GPU, in degrees Celsius.</summary>
    GpuTemperature,

    /// <summary>GPU errors (NVIDIA's XID events) in the exporter's window, summed over GPUs and pods.</summary>
    GpuErrors,

    /// <summary>Share of the containers' CPU limit in use, 0 to 1.</summary>
    CpuUse,

    /// <summary>Share of the containers' memory limit in use (working set), 0 to 1.</summary>
    MemoryUse,

    /// <summary>Share of predictions that were right, 0 to 1.</summary>
    Accuracy,

    /// <summary>Share of positive predictions that were right, 0 to 1.</summary>
    Precision,

    /// <summary>Share of positives that were found, 0 to 1.</summary>
    Recall,

    /// <summary>Harmonic mean of <see cref="Precision"/> and <see cref="Recall"/>, 0 to 1.</summary>
    F1,

    /// <summary>Population stability index of prediction scores against their reference; 0 without drift, no upper end.</summary>
    DriftPsi,

    /// <summary>Kolmogorov-Smirnov distance of prediction scores from their reference, 0 to 1.</summary>
    DriftKs,

    /// <summary>What the objective's own query gives, in the query's unit.</summary>
    Custom,
}
