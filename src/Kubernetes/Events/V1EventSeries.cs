namespace ModelMonitor.Kubernetes;

/// <summary>An Event that happened again and again.</summary>
public sealed class V1EventSeries
{
    /// <summary>How often, the first one included; at least 2.</summary>
    public int Count { get; set; }

    /// <summary>When last.</summary>
    public MicroTime LastObservedTime { get; set; }
}
