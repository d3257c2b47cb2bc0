using System.Collections.Frozen;

namespace ModelMonitor.Resources;

/// <summary>The indicators (SLIs) as the custom resource names them.</summary>
public static class IndicatorNames
{
    /// <summary>Time until the first token of a request.</summary>
    public const string TimeToFirstToken = "time-to-first-token";

    /// <summary>Time between two tokens.</summary>
    public const string InterTokenLatency = "inter-token-latency";

    /// <summary>Time per output token, averaged over a request.</summary>
    public const string TimePerOutputToken = "time-per-output-token";

    /// <summary>Time from a request's arrival to its last token.</summary>
    public const string RequestLatency = "request-latency";

    /// <summary>Time that a request waits before it is worked on.</summary>
    public const string QueueWait = "queue-wait";

    /// <summary>Share of requests that failed.</summary>
    public const string ErrorRatio = "error-ratio";

    /// <summary>Share of the KV cache in use.</summary>
    public const string KvCacheUse = "kv-cache-use";

    /// <summary>Requests waiting, per ready pod.</summary>
    public const string Waiting = "waiting";

    /// <summary>Requests being worked on, per ready pod.</summary>
    public const string InFlight = "in-flight";

    /// <summary>Requests answered or refused per second, summed over the pods.</summary>
    public const string RequestRate = "request-rate";

    /// <summary>Output tokens per second, summed over the pods.</summary>
    public const string TokenThroughput = "token-throughput";

    /// <summary>Share of requests that did not fail by the server's fault.</summary>
    public const string Availability = "availability";

    /// <summary>Share of time in which the GPUs were busy.</summary>
    public const string GpuUtilization = "gpu-utilization";

    /// <summary>Share of the GPUs' memory in use.</summary>
    public const string GpuMemoryUse = "gpu-memory-use";

    /// <summary>Temperature of the hottest GPU, in degrees Celsius.</summary>
    public const string GpuTemperature = "gpu-temperature";

    /// <summary>GPU errors (NVIDIA's XID events) in the exporter's window.</summary>
    public const string GpuErrors = "gpu-errors";

    /// <summary>Share of the containers' CPU limit in use.</summary>
    public const string CpuUse = "cpu-use";

    /// <summary>Share of the containers' memory limit in use.</summary>
    public const string MemoryUse = "memory-use";

    /// <summary>Share of predictions that were right.</summary>
    public const string Accuracy = "accuracy";

    /// <summary>Share of positive predictions that were right.</summary>
    public const string Precision = "precision";

    /// <summary>Share of positives that were found.</summary>
    public const string Recall = "recall";

    /// <summary>Harmonic mean of precision and recall.</summary>
    public const string F1 = "f1";

    /// <summary>Population stability index of prediction scores against the week before.</summary>
    public const string DriftPsi = "drift-psi";

    /// <summary>Kolmogorov-Smirnov distance of prediction scores from the week before.</summary>
    public const string DriftKs = "drift-ks";

    /// <summary>What the objective's own query gives.</summary>
    public const string Custom = "custom";

    private static readonly FrozenDictionary<string, IndicatorUnit> Units = new Dictionary<string, IndicatorUnit>
    {
        [TimeToFirstToken] = IndicatorUnit.Seconds,
        [InterTokenLatency] = IndicatorUnit.Seconds,
        [TimePerOutputToken] = IndicatorUnit.Seconds,
        [RequestLatency] = IndicatorUnit.Seconds,
        [QueueWait] = IndicatorUnit.Seconds,
        [ErrorRatio] = IndicatorUnit.Share,
        [KvCacheUse] = IndicatorUnit.Share,
        [Waiting] = IndicatorUnit.Count,
        [InFlight] = IndicatorUnit.Count,
        [RequestRate] = IndicatorUnit.Count,
        [TokenThroughput] = IndicatorUnit.Count,
        [Availability] = IndicatorUnit.Share,
        [GpuUtilization] = IndicatorUnit.Share,
        [GpuMemoryUse] = IndicatorUnit.Share,
        [GpuTemperature] = IndicatorUnit.Count,
        [GpuErrors] = IndicatorUnit.Count,
        [CpuUse] = IndicatorUnit.Share,
        [MemoryUse] = IndicatorUnit.Share,
        [Accuracy] = IndicatorUnit.Share,
        [Precision] = IndicatorUnit.Share,
        [Recall] = IndicatorUnit.Share,
        [F1] = IndicatorUnit.Share,
        [DriftPsi] = IndicatorUnit.Count,
        [DriftKs] = IndicatorUnit.Count,
        [Custom] = IndicatorUnit.Custom,
    }.ToFrozenDictionary();

    /// <summary>Looks up an indicator's unit.</summary>
    /// <param name="indicator">The name as the custom resource has it.</param>
    /// <param name="unit">The unit, when the name is known.</param>
    /// <returns>Whether the name is known.</returns>
    public static bool TryGetUnit(string indicator, out IndicatorUnit unit) => Units.TryGetValue(indicator, out unit);

    /// <summary>Whether the indicator is a latency, and so has quantiles.</summary>
    /// <param name="indicator">The name as the custom resource has it.</param>
    public static bool IsLatency(string indicator) => TryGetUnit(indicator, out var unit) && unit == IndicatorUnit.Seconds;

    /// <summary>Whether more of the indicator is always worse, so that its bound can only be <c>below</c>: latencies, errors, drift.</summary>
    /// <param name="indicator">The name as the custom resource has it.</param>
    public static bool IsGoodWhenLow(string indicator) => indicator is ErrorRatio or GpuErrors or GpuTemperature or DriftPsi or DriftKs || IsLatency(indicator);

    /// <summary>Whether more of the indicator is always better, so that its bound can only be <c>above</c>.</summary>
    /// <param name="indicator">The name as the custom resource has it.</param>
    public static bool IsGoodWhenHigh(string indicator) => indicator is Availability or Accuracy or Precision or Recall or F1;

    /// <summary>Whether the indicator is made of counters of predictions, and so has a least number of them.</summary>
    /// <param name="indicator">The name as the custom resource has it.</param>
    public static bool HasMinSamples(string indicator) => indicator is Accuracy or Precision or Recall or F1;

    /// <summary>Whether an objective on it may ask for replicas when <c>scaling.objectives</c> is left out: latencies and the queue.</summary>
    /// <param name="indicator">The name as the custom resource has it.</param>
    public static bool MayScaleByDefault(string indicator) => indicator == Waiting || IsLatency(indicator);
}
