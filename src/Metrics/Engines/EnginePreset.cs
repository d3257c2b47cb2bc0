using ModelMonitor.Decisions;

namespace ModelMonitor.Metrics;

/// <summary>What is to be known of one engine (model server software) or exporter to read it. Data: a file of <c>config/engines</c> or <c>config/exporters</c>.</summary>
/// <param name="Name">The engine's name in <c>spec.engine</c>.</param>
/// <param name="Title">Its name as people write it.</param>
/// <param name="Source">Where the facts come from.</param>
/// <param name="Group">Which signals it may give.</param>
/// <param name="Detect">By what its pods are known.</param>
/// <param name="Port">Port of the metrics endpoint, 1 to 65535; null where pods do not expose the metrics themselves.</param>
/// <param name="Path">Path of the metrics endpoint.</param>
/// <param name="ModelLabel">Label with the model's name, or null when the metrics have none.</param>
/// <param name="RankLabels">
/// Labels that tell apart series of one pod and model which belong together, such as data-parallel ranks; null when any label may. It
/// decides what counts as a pod that is scraped twice.
/// </param>
/// <param name="Identities">Labels that say whose a series is; alternatives, as exporters are scraped in different ways. At least one.</param>
/// <param name="IsPerService">Whether the series are a Service's and not a pod's: those of a gateway.</param>
/// <param name="Signals">Where each signal is found; an engine always has <see cref="Signal.Running"/>, unless it is <c>custom</c>.</param>
/// <param name="Lacks">What it cannot give, and the nearest thing that works; by signal name or in free words.</param>
public sealed record EnginePreset(
    string Name,
    string Title,
    string Source,
    SignalGroup Group,
    DetectionRule Detect,
    int? Port,
    string Path,
    string? ModelLabel,
    IReadOnlyList<string>? RankLabels,
    IReadOnlyList<SeriesIdentity> Identities,
    bool IsPerService,
    IReadOnlyDictionary<Signal, EngineSignal> Signals,
    IReadOnlyDictionary<string, string> Lacks)
{
    /// <summary>How it runs as a sidecar; null for what is no GPU exporter.</summary>
    public SidecarPreset? Sidecar { get; init; }

    /// <summary>Values from which on a number stands for "not supported" and is none; null when there is no such convention.</summary>
    public double? BlankFrom { get; init; }

    /// <summary>Whether it names a metric for everything that an indicator is computed of. What a pod then exposes is another matter.</summary>
    /// <param name="indicator">An indicator.</param>
    public bool Gives(Indicator indicator)
    {
        var needed = Metrics.Signals.Of(indicator).Where(s => !Metrics.Signals.IsOptional(s)).ToList();
        return needed.Count > 0 && needed.All(Signals.ContainsKey);
    }
}
