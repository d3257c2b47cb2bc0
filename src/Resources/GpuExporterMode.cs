namespace ModelMonitor.Resources;

/// <summary>How a target's pods come by a GPU exporter.</summary>
public enum GpuExporterMode
{
    /// <summary>What a node's exporter shows of the pods is used; a sidecar is added only to pods that can share a resource claim with it.</summary>
    Auto,

    /// <summary>Every pod gets the exporter as a sidecar, where the namespace allows it.</summary>
    Sidecar,

    /// <summary>None; sidecars that were added are removed again.</summary>
    None,
}
