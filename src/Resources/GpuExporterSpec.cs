using ModelMonitor.Resources.Rules;
using ModelMonitor.Resources.Schema;

namespace ModelMonitor.Resources;

/// <summary>Where the GPU's metrics come from.</summary>
public sealed class GpuExporterSpec
{
    /// <summary>
    /// Auto uses what a node's exporter shows of the pods, and adds a sidecar only to pods with resource claims, which it can share; Sidecar
    /// adds one to every pod of a namespace labelled modelmonitor.dev/injection=enabled; None adds none and removes those that were added.
    /// Left out: Auto.
    /// </summary>
    public GpuExporterMode Mode { get; set; } = GpuExporterMode.Auto;

    /// <summary>
    /// The exporter: dcgm, nvidia-gpu-exporter, amd, or one that the operator's administrator added; docs/exporters.md lists
    /// them. Left out: dcgm.
    /// </summary>
    [Text(LabelRule.Max)]
    [Rule(LabelRule.Cel, ExporterRules.PresetMessage)]
    public string? Preset { get; set; }

    /// <summary>
    /// Image of the sidecar, by digest, of those that the operator's configuration allows (exporters.allowedImages). Left out: the
    /// administrator's for the preset, or the preset's own.
    /// </summary>
    [Text(ExporterRules.ImageMax)]
    [Rule(ExporterRules.Image, ExporterRules.ImageMessage)]
    public string? Image { get; set; }

    /// <summary>
    /// Auto evicts pods that run without the sidecar (or with one that is not wanted any more) one at a time, respecting
    /// PodDisruptionBudgets; Manual leaves them until somebody restarts them. Left out: Auto.
    /// </summary>
    public GpuExporterRollout Rollout { get; set; } = GpuExporterRollout.Auto;
}
