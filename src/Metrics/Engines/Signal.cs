using ModelMonitor.Decisions;

namespace ModelMonitor.Metrics;

/// <summary>What a preset can name a metric for. <see cref="Signals"/> says what holds for each.</summary>
public enum Signal
{
    /// <summary>
    /// Requests being worked on. Every engine has it: its samples also say which pods are seen, and when. A gauge, or a counter of the
    /// seconds that requests took: its rate is the mean number in flight (Little's law).
    /// </summary>
    Running,

    /// <summary>Requests waiting for capacity: a gauge, or a counter of the seconds that requests waited.</summary>
    Waiting,

    /// <summary>Counter: requests that ended, however.</summary>
    Completed,

    /// <summary>Counter: requests among <see cref="Completed"/> that failed by the server's fault.</summary>
    Errors,

    /// <summary>Counter: requests refused for overload, not among <see cref="Completed"/>.</summary>
    Rejected,

    /// <summary>Counter: tokens generated.</summary>
    OutputTokens,

    /// <summary>Counter: tokens of prompts.</summary>
    InputTokens,

    /// <summary>Gauge: share of the KV cache in use, 0 to 1.</summary>
    KvCacheUse,

    /// <summary>Histogram or mean: <see cref="Indicator.TimeToFirstToken"/>.</summary>
    TimeToFirstToken,

    /// <summary>Histogram or mean: <see cref="Indicator.InterTokenLatency"/>.</summary>
    InterTokenLatency,

    /// <summary>Histogram or mean: <see cref="Indicator.TimePerOutputToken"/>.</summary>
    TimePerOutputToken,

    /// <summary>Histogram or mean: <see cref="Indicator.RequestLatency"/>.</summary>
    RequestLatency,

    /// <summary>Histogram or mean: <see cref="Indicator.QueueWait"/>.</summary>
    QueueWait,

    /// <summary>Gauge: share of time a GPU was busy, 0 to 1.</summary>
    GpuUtilization,

    /// <summary>Gauge: bytes of GPU memory in use.</summary>
    GpuMemoryUsed,

    /// <summary>Gauge: bytes of GPU memory there are.</summary>
    GpuMemoryTotal,

    /// <summary>Gauge: degrees Celsius of a GPU.</summary>
    GpuTemperature,

    /// <summary>Gauge: GPU errors (XID events) in the exporter's own window.</summary>
    GpuErrors,

    /// <summary>Counter: CPU seconds of a pod's containers.</summary>
    CpuUsed,

    /// <summary>Gauge: cores that a pod's containers may use.</summary>
    CpuLimit,

    /// <summary>Gauge: bytes of a pod's working set.</summary>
    MemoryUsed,

    /// <summary>Gauge: bytes that a pod's containers may use.</summary>
    MemoryLimit,

    /// <summary>Counter: predictions of which the truth became known.</summary>
    Predictions,

    /// <summary>Counter: positives found.</summary>
    TruePositives,

    /// <summary>Counter: negatives called positive.</summary>
    FalsePositives,

    /// <summary>Counter: negatives called negative.</summary>
    TrueNegatives,

    /// <summary>Counter: positives missed.</summary>
    FalseNegatives,

    /// <summary>Histogram: scores of predictions, in buckets.</summary>
    Scores,
}
