namespace ModelMonitor.Metrics;

/// <summary>How a preset's metrics for a signal behave, in Prometheus' words.</summary>
public enum SignalForm
{
    /// <summary>Goes up and down; read as it is.</summary>
    Gauge,

    /// <summary>Only grows; read as a rate per second.</summary>
    Counter,

    /// <summary>Counts per bucket; read as rates of buckets.</summary>
    Histogram,

    /// <summary>Two counters, a total and how many it is the total of: gives averages and no quantiles.</summary>
    Mean,
}
