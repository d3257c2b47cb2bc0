using System.Diagnostics.CodeAnalysis;

namespace ModelMonitor.Metrics;

/// <summary>The engines that the operator can read. Immutable.</summary>
public sealed class EngineCatalog
{
    private const string ResourcePrefix = "engines/";

    private readonly Dictionary<string, EnginePreset> _presets;

    private EngineCatalog(Dictionary<string, EnginePreset> presets) => _presets = presets;

    /// <summary>Names of the engines, in order.</summary>
    public IReadOnlyList<string> Names => [.. _presets.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The presets that are built in: the files of <c>config/engines</c>.</summary>
    public static EngineCatalog LoadEmbedded() => new(Embedded());

    /// <summary>The built-in presets with a folder's <c>*.yaml</c> files laid over them: same name replaces, new name adds.</summary>
    /// <param name="folder">An existing folder; its subfolders are not looked at.</param>
    /// <exception cref="EnginePresetException">A file cannot be used.</exception>
    /// <exception cref="IOException">The folder or a file cannot be read.</exception>
    public static EngineCatalog LoadFolder(string folder)
    {
        var own = new Dictionary<string, (EnginePreset Preset, string File)>();
        foreach (var file in Directory.GetFiles(folder, "*.yaml").Order(StringComparer.Ordinal))
        {
            using var text = File.OpenText(file);
            var preset = EnginePresetParser.Parse(file, text);
            if (own.TryGetValue(preset.Name, out var other))
                throw new EnginePresetException(file, 1, "name", $"{preset.Name} is also the name in {other.File}");
            own.Add(preset.Name, (preset, file));
        }

        var presets = Embedded();
        foreach (var (name, (preset, _)) in own) presets[name] = preset;
        return new(presets);
    }

    /// <summary>Looks an engine up.</summary>
    /// <param name="name">Name as in <c>spec.engine</c>.</param>
    /// <param name="preset">The preset.</param>
    /// <returns>False when there is none.</returns>
    public bool TryGet(string name, [NotNullWhen(true)] out EnginePreset? preset) => _presets.TryGetValue(name, out preset);

    private static Dictionary<string, EnginePreset> Embedded()
    {
        var assembly = typeof(EngineCatalog).Assembly;
        var presets = new Dictionary<string, EnginePreset>();
        foreach (var resource in assembly.GetManifestResourceNames().Where(r => r.StartsWith(ResourcePrefix, StringComparison.Ordinal)))
        {
            using var text = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            var preset = EnginePresetParser.Parse(resource, text);
            presets.Add(preset.Name, preset);
        }

        // A build that could not see config/engines would know no engine and refuse every monitor: better not to start at all.
        return presets.Count > 0 ? presets : throw new InvalidOperationException("built without engine presets: config/engines was missing");
    }
}
