namespace ModelMonitor.Operator.Monitoring;

/// <summary>What is remembered of one monitor's objects. Not thread-safe: reconciles of one monitor do not overlap.</summary>
internal sealed class MonitoringMemory
{
    /// <summary>What the last look was about.</summary>
    public object? Inputs { get; set; }

    /// <summary>When the last look was, as a time stamp.</summary>
    public long LookedAt { get; set; }

    /// <summary>How long the last look counts while its inputs stay.</summary>
    public TimeSpan LookAfter { get; set; }

    /// <summary>The engine that was found last; it stays while none can be found.</summary>
    public string? Engine { get; set; }

    /// <summary>Since when no ready pod of the engine is seen in its Prometheus, as a time stamp; null while some are, or nothing is known.</summary>
    public long? UnseenSince { get; set; }

    /// <summary>How the PodMonitor of the exporter stands.</summary>
    public WrittenState Exporter { get; set; } = WrittenState.Absent;

    /// <summary>Labels of the monitor's namespace; null while they are not known.</summary>
    public IDictionary<string, string>? NamespaceLabels { get; set; }
}
