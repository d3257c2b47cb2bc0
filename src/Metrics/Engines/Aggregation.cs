namespace ModelMonitor.Metrics;

/// <summary>How several series of one pod become one number.</summary>
public enum Aggregation
{
    /// <summary>Added: ranks, models, reasons.</summary>
    Sum,

    /// <summary>Averaged: shares.</summary>
    Average,

    /// <summary>The largest: temperatures.</summary>
    Max,
}
