namespace ModelMonitor.Resources;

/// <summary>How pods that run already come by an exporter, or lose it.</summary>
public enum GpuExporterRollout
{
    /// <summary>They are evicted one at a time, each once the one before is ready again; PodDisruptionBudgets are respected.</summary>
    Auto,

    /// <summary>Whoever restarts them does it: they are left alone until then.</summary>
    Manual,
}
