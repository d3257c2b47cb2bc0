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
    }.ToFrozenDictionary();

    /// <summary>Looks up an indicator's unit.</summary>
    /// <param name="indicator">The name as the custom resource has it.</param>
    /// <param name="unit">The unit, when the name is known.</param>
    /// <returns>Whether the name is known.</returns>
    public static bool TryGetUnit(string indicator, out IndicatorUnit unit) => Units.TryGetValue(indicator, out unit);

    /// <summary>Whether the indicator is a latency, and so has quantiles.</summary>
    /// <param name="indicator">The name as the custom resource has it.</param>
    public static bool IsLatency(string indicator) => TryGetUnit(indicator, out var unit) && unit == IndicatorUnit.Seconds;

    /// <summary>Whether more of the indicator is always worse, so that its bound can only be <c>below</c>: latencies and errors.</summary>
    /// <param name="indicator">The name as the custom resource has it.</param>
    public static bool IsGoodWhenLow(string indicator) => indicator == ErrorRatio || IsLatency(indicator);

    /// <summary>Whether an objective on it may ask for replicas when <c>scaling.objectives</c> is left out: latencies and the queue.</summary>
    /// <param name="indicator">The name as the custom resource has it.</param>
    public static bool MayScaleByDefault(string indicator) => indicator == Waiting || IsLatency(indicator);
}
