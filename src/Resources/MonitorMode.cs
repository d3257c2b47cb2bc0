namespace ModelMonitor.Resources;

/// <summary>What a monitor may do.</summary>
public enum MonitorMode
{
    /// <summary>Decides and acts.</summary>
    Enforce,

    /// <summary>Decides and records, sends nothing.</summary>
    Recommend,

    /// <summary>Judges, decides nothing, leaves replicas as they are.</summary>
    Paused,
}
