namespace ModelMonitor.Metrics;

/// <summary>How a metric behaves, in Prometheus' words.</summary>
public enum SignalKind
{
    /// <summary>Goes up and down; read as it is.</summary>
    Gauge,

    /// <summary>Only grows; read as a rate.</summary>
    Counter,

    /// <summary>Counts per bucket; read as rates of buckets.</summary>
    Histogram,
}
