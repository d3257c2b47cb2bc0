using ModelMonitor.Resources.Schema;

namespace ModelMonitor.Resources;

/// <summary>How the target's pods come by a GPU exporter. It is what the next leader and the pod webhook go by.</summary>
public sealed record ExporterStatus
{
    /// <summary>The preset in use.</summary>
    [Text(StatusLimits.Word)]
    public string? Preset { get; set; }

    /// <summary>Digest of what the sidecar is made of; pods carry it as an annotation.</summary>
    [Text(StatusLimits.Word)]
    public string? Revision { get; set; }

    /// <summary>How far it came: Observed, Refused, Canary, Rolling, Injected, Withdrawn or Removing.</summary>
    [Text(StatusLimits.Word)]
    public string? Phase { get; set; }

    /// <summary>When the phase began.</summary>
    public DateTimeOffset? Since { get; set; }

    /// <summary>Pods that carry the sidecar of this revision.</summary>
    [Range(0, int.MaxValue)]
    public int? Pods { get; set; }
}
