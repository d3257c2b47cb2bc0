using System.Diagnostics.CodeAnalysis;

namespace ModelMonitor.Metrics;

/// <summary>The engines and exporters that the operator can read. Immutable.</summary>
public sealed class EngineCatalog
{
    private const string EnginesPrefix = "engines/";
    private const string ExportersPrefix = "exporters/";

    private readonly Dictionary<string, EnginePreset> _engines;
    private readonly Dictionary<SignalGroup, EnginePreset> _shared;

    private EngineCatalog(IReadOnlyCollection<EnginePreset> presets)
    {
        Presets = [.. presets.OrderBy(p => p.Group).ThenBy(p => p.Name, StringComparer.Ordinal)];
        _engines = presets.Where(p => p.Group == SignalGroup.Engine).ToDictionary(p => p.Name);
        _shared = presets.Where(p => p.Group != SignalGroup.Engine).GroupBy(p => p.Group).ToDictionary(g => g.Key, Together);
    }

    /// <summary>Every preset as its file has it, engines first, in the order of their names.</summary>
    public IReadOnlyList<EnginePreset> Presets { get; }

    /// <summary>Names of the engines, in order.</summary>
    public IReadOnlyList<string> Names => [.. _engines.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The engines, in the order of their names.</summary>
    public IReadOnlyList<EnginePreset> Engines => [.. _engines.Values.OrderBy(p => p.Name, StringComparer.Ordinal)];

    /// <summary>The presets that are built in: the files of <c>config/engines</c> and <c>config/exporters</c>.</summary>
    public static EngineCatalog LoadEmbedded() => new(Embedded().Values);

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
        return new(presets.Values);
    }

    /// <summary>Looks an engine up.</summary>
    /// <param name="name">Name as in <c>spec.engine</c>.</param>
    /// <param name="preset">The preset.</param>
    /// <returns>False when there is none.</returns>
    public bool TryGet(string name, [NotNullWhen(true)] out EnginePreset? preset) => _engines.TryGetValue(name, out preset);

    /// <summary>The GPU exporters, in the order of their names.</summary>
    public IReadOnlyList<EnginePreset> GpuExporters => [.. Presets.Where(p => p is { Group: SignalGroup.Gpu, Sidecar: not null })];

    /// <summary>Why an engine cannot be asked for a model, whatever the source; null when it can.</summary>
    /// <param name="name">Name as in <c>spec.engine</c>.</param>
    /// <param name="model">The only model that is wanted, or null for all.</param>
    public string? WhyNot(string name, string? model)
    {
        if (!TryGet(name, out var preset)) return $"there is no engine {name}; known: {string.Join(", ", Names)}";
        return model is not null && preset.ModelLabel is null && preset.Signals.Count > 0
            ? $"metrics of {preset.Title} do not tell models apart; leave spec.metrics.model out"
            : null;
    }

    /// <summary>What is known of a group's exporters, all of them together; null when there are none.</summary>
    /// <param name="group">Any but <see cref="SignalGroup.Engine"/>.</param>
    public EnginePreset? Shared(SignalGroup group) => _shared.GetValueOrDefault(group);

    // A cluster may hold several kinds of exporters: of each pod the first that shows it counts, so that all of them are one preset.
    private static EnginePreset Together(IGrouping<SignalGroup, EnginePreset> group)
    {
        var presets = group.OrderBy(p => p.Name, StringComparer.Ordinal).ToList();
        if (presets.Select(p => p.ModelLabel).Distinct().Count() > 1)
            throw new InvalidOperationException($"presets of the group {group.Key} differ in modelLabel: {string.Join(", ", presets.Select(p => p.Name))}");
        var signals = presets.SelectMany(p => p.Signals.Select(s => KeyValuePair.Create(s.Key, OfItsOwn(s.Value, p)))).GroupBy(s => s.Key).ToDictionary(s => s.Key, s => new EngineSignal(
            s.First().Value.Form,
            [.. s.SelectMany(one => one.Value.Alternatives)],
            s.All(one => one.Value.AbsentMeansZero),
            [.. s.SelectMany(one => one.Value.Witnesses)]));
        return presets[0] with
        {
            Name = group.Key.ToString().ToLowerInvariant(),
            Title = string.Join(", ", presets.Select(p => p.Title)),
            RankLabels = null,
            Identities = [.. presets.SelectMany(p => p.Identities).Distinct()],
            Signals = signals,
            Sidecar = null,
            BlankFrom = null,
            Lacks = presets.SelectMany(p => p.Lacks).DistinctBy(l => l.Key).ToDictionary(),
        };
    }

    private static EngineSignal OfItsOwn(EngineSignal signal, EnginePreset preset) =>
        signal with { Alternatives = [.. signal.Alternatives.Select(a => a with { Identities = preset.Identities })] };

    private static Dictionary<string, EnginePreset> Embedded()
    {
        var assembly = typeof(EngineCatalog).Assembly;
        var presets = new Dictionary<string, EnginePreset>();
        foreach (var resource in assembly.GetManifestResourceNames())
        {
            if (!resource.StartsWith(EnginesPrefix, StringComparison.Ordinal) && !resource.StartsWith(ExportersPrefix, StringComparison.Ordinal)) continue;
            using var text = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            var preset = EnginePresetParser.Parse(resource, text);
            presets.Add(preset.Name, preset);
        }

        // A build that could not see config/engines would know no engine and refuse every monitor: better not to start at all.
        return presets.Count > 0 ? presets : throw new InvalidOperationException("built without engine presets: config/engines was missing");
    }
}
