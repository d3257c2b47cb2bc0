using ModelMonitor.Actions;
using ModelMonitor.Metrics;
using ModelMonitor.Operator.Configuration;
using ModelMonitor.Operator.Reconciling;
using ModelMonitor.Resources;

namespace ModelMonitor.Operator.Exporters;

/// <summary>Turns what a monitor asks for into a sidecar, or says why there may be none. Pure.</summary>
/// <param name="presets">The exporter presets.</param>
/// <param name="configuration">What the administrator allows.</param>
public sealed class SidecarReader(IReadOnlyList<EnginePreset> presets, ExportersConfiguration configuration)
{
    /// <summary>The preset of a monitor that names none.</summary>
    public const string DefaultPreset = "dcgm";

    /// <summary>Reads what is asked for.</summary>
    /// <param name="spec">The spec; null for the defaults.</param>
    /// <param name="labels">The namespace's labels; null where they may not be read.</param>
    /// <param name="webhook">Why pods cannot be changed as they are created; null when they can.</param>
    /// <param name="isNative">Whether the server has native sidecars.</param>
    /// <param name="annotates">Whether pods have to say themselves that they are to be scraped.</param>
    /// <returns>The sidecar, or the problem.</returns>
    public (SidecarRequest? Sidecar, Problem? Problem) Read(
        GpuExporterSpec? spec, IDictionary<string, string>? labels, string? webhook, bool isNative, bool annotates)
    {
        var name = spec?.Preset ?? DefaultPreset;
        var preset = presets.FirstOrDefault(p => p.Name == name);
        if (preset?.Sidecar is not { } sidecar)
            return No(ConditionReason.UnknownExporter, $"spec.gpuExporter.preset '{name}' is no exporter preset; there are {string.Join(", ", presets.Select(p => p.Name))}");
        if (sidecar.Cannot is { } cannot) return No(ConditionReason.InjectionRefused, $"{preset.Title} cannot be a sidecar: {cannot}");
        if (spec?.Image is { } image && !ImageList.Allows(configuration.AllowedImages, image))
            return No(ConditionReason.ImageNotAllowed, "spec.gpuExporter.image is not among exporters.allowedImages of the operator's configuration; ask its administrator, or leave it out");
        if (sidecar.NeedsPrivileges && !configuration.AllowPrivileged)
            return No(ConditionReason.InjectionRefused, $"the preset {name} needs {Privileges(sidecar)}, which exporters.allowPrivileged of the operator's configuration does not allow");
        if (labels is not null && !(labels.TryGetValue(NamespaceLabels.Injection, out var label) && label == NamespaceLabels.Enabled))
            return No(ConditionReason.InjectionDisabled, $"the namespace does not allow sidecars; label it {NamespaceLabels.Injection}={NamespaceLabels.Enabled}");
        var request = new SidecarRequest
        {
            Preset = name,
            Image = spec?.Image ?? (configuration.Images.TryGetValue(name, out var own) ? own : sidecar.Image),
            Port = sidecar.Port,
            Command = sidecar.Command,
            Args = sidecar.Args,
            HasShell = sidecar.HasShell,
            Environment = sidecar.Environment,
            Cpu = sidecar.Cpu,
            Memory = sidecar.Memory,
            RunAsUser = sidecar.RunAsUser,
            HasReadOnlyRoot = sidecar.HasReadOnlyRoot,
            Capabilities = sidecar.Capabilities,
            IsPrivileged = sidecar.IsPrivileged,
            HostPaths = sidecar.HostPaths,
            IsNative = isNative,
            NeedsClaims = sidecar.NeedsClaims || spec?.Mode != GpuExporterMode.Sidecar,
            Annotates = annotates,
        };
        if (PodSecurity.WhyNot(labels, request) is { } refused) return No(ConditionReason.InjectionRefused, refused);
        return webhook is null ? (request, null) : No(ConditionReason.WebhookUnavailable, webhook);

        static (SidecarRequest?, Problem?) No(ConditionReason reason, string message) => (null, new(ConditionType.ExporterReady, reason, message));
    }

    private static string Privileges(SidecarPreset sidecar) => string.Join(", ", new[]
    {
        sidecar.RunAsUser == 0 ? "root" : null,
        sidecar.IsPrivileged ? "a privileged container" : null,
        sidecar.Capabilities.Count > 0 ? $"the capabilities {string.Join(" ", sidecar.Capabilities)}" : null,
        sidecar.HostPaths.Count > 0 ? $"the node's folders {string.Join(" ", sidecar.HostPaths)}" : null,
    }.OfType<string>());
}
