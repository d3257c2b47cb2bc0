namespace ModelMonitor.Kubernetes;

/// <summary>Who reports Events, and within which limits.</summary>
public sealed record EventRecorderOptions
{
    /// <summary>The reporting controller, a qualified name, for example <c>modelmonitor.dev/operator</c>.</summary>
    public required string Controller { get; init; }

    /// <summary>The reporting process, usually the pod's name; not empty, cut after 128 characters.</summary>
    public required string Instance { get; init; }

    /// <summary>How long the last counts may take to be written at stop.</summary>
    public TimeSpan FlushTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Where it is counted.</summary>
    public RuntimeMetrics Metrics { get; init; } = RuntimeMetrics.Shared;
}
