using ModelMonitor.Resources.Schema;

namespace ModelMonitor.Operator.Configuration;

/// <summary>What an administrator allows of GPU exporters that are added to pods as sidecars.</summary>
public sealed class ExportersConfiguration
{
    /// <summary>
    /// Images that <c>spec.gpuExporter.image</c> may name: whole references, or prefixes that end in <c>/*</c> and match every image below.
    /// Empty: monitors cannot choose an image.
    /// </summary>
    public IList<string> AllowedImages { get; set; } = [];

    /// <summary>Image by preset name, instead of the preset's own: a mirror, or the same by digest.</summary>
    public IDictionary<string, string> Images { get; set; } = new Dictionary<string, string>();

    /// <summary>Whether presets may be used that need root, capabilities, privileges or folders of the node.</summary>
    public bool AllowPrivileged { get; set; }

    /// <summary>
    /// Seconds, from when its pod is on a node, that an exporter has to run before the sidecar is withdrawn. The model may take longer to
    /// load; only the exporter's own container counts.
    /// </summary>
    [Range(30, 3600)]
    public int CanarySeconds { get; set; } = 120;
}
