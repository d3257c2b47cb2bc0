namespace ModelMonitor.Metrics;

/// <summary>Where a signal comes from, whatever the monitor's engine.</summary>
public enum SignalGroup
{
    /// <summary>The model server itself, or the gateway before it: <c>config/engines</c>.</summary>
    Engine,

    /// <summary>A GPU exporter: <c>config/exporters</c>.</summary>
    Gpu,

    /// <summary>The node's measurement of containers: <c>config/exporters</c>.</summary>
    Container,

    /// <summary>Counters of right and wrong predictions, and their scores: <c>config/exporters</c>.</summary>
    Quality,
}
