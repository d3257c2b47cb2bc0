using System.Text.RegularExpressions;

namespace ModelMonitor.Resources.Rules;

/// <summary>What makes a <see cref="GpuExporterSpec"/> valid: each rule as CEL, as message and as run-time twin.</summary>
internal static partial class ExporterRules
{
    public const string PresetMessage = $"preset must name an exporter preset, {LabelRule.Form}";

    public const int ImageMax = 512;
    public const string Image = $"self.matches('^{ImagePattern}$')";
    public const string ImageMessage =
        "image must name a registry, a repository in lower case and a digest, for example registry.example.com/gpu/dcgm-exporter@sha256:<64 hexadecimal digits>";

    // A host with a dot, or 'localhost', first, so that nothing is completed by a container runtime's own list of registries.
    private const string ImagePattern =
        "(localhost|[a-z0-9]([a-z0-9-]*[a-z0-9])?([.][a-z0-9]([a-z0-9-]*[a-z0-9])?)+)(:[0-9]{1,5})?(/[a-z0-9]+([._-][a-z0-9]+)*)+@sha256:[0-9a-f]{64}";

    public static void Check(GpuExporterSpec exporter, string path, List<Violation> found)
    {
        if (exporter.Preset is { } preset && !LabelRule.Holds(preset)) found.Add(new($"{path}.preset", PresetMessage));
        if (exporter.Image is { } image && !ImageRegex().IsMatch(image)) found.Add(new($"{path}.image", ImageMessage));
    }

    [GeneratedRegex("^(?:" + ImagePattern + @")\z", RegexOptions.CultureInvariant)]
    private static partial Regex ImageRegex();
}
