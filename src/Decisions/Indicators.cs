namespace ModelMonitor.Decisions;

/// <summary>What holds for indicators by their kind.</summary>
public static class Indicators
{
    /// <summary>Whether it is a latency, in seconds: counted per request, with quantiles.</summary>
    /// <param name="indicator">An indicator.</param>
    public static bool IsLatency(Indicator indicator) => indicator is Indicator.TimeToFirstToken or Indicator.InterTokenLatency
        or Indicator.TimePerOutputToken or Indicator.RequestLatency or Indicator.QueueWait;

    /// <summary>Whether it is a share of requests: each of them is a good event or a bad one.</summary>
    /// <param name="indicator">An indicator.</param>
    public static bool IsShareOfRequests(Indicator indicator) => indicator is Indicator.ErrorRatio or Indicator.Availability;

    /// <summary>Whether it is a share, from 0 to 1.</summary>
    /// <param name="indicator">An indicator.</param>
    public static bool IsShare(Indicator indicator) => indicator is Indicator.ErrorRatio or Indicator.Availability or Indicator.KvCacheUse
        or Indicator.GpuUtilization or Indicator.GpuMemoryUse or Indicator.CpuUse or Indicator.MemoryUse
        or Indicator.Accuracy or Indicator.Precision or Indicator.Recall or Indicator.F1;
}
