using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModelMonitor.Operator.Configuration;

/// <summary>How two configurations differ.</summary>
internal static class ConfigurationChange
{
    /// <summary>Read once, at start: they decide what the process watches, whom it acts as and what it listens on.</summary>
    private static readonly string[] AtStart = ["webhook", "watchNamespace", "actor", "metrics"];

    /// <summary>The fields of the first level that differ, in the file's order; <c>presets</c> where files of presets do.</summary>
    public static IReadOnlyList<string> Fields(LoadedConfiguration before, LoadedConfiguration after)
    {
        var (a, b) = (Json(before), Json(after));
        var names = b.Select(p => p.Key).Union(a.Select(p => p.Key)).Where(name => !JsonNode.DeepEquals(a[name], b[name]));
        return [.. names, .. ReferenceEquals(before.Engines, after.Engines) ? Array.Empty<string>() : ["presets"]];
    }

    /// <summary>Those that only a restart can bring into effect.</summary>
    /// <param name="started">What the process was started with.</param>
    /// <param name="wanted">What the file says now.</param>
    public static IReadOnlyList<string> NeedRestart(LoadedConfiguration started, LoadedConfiguration wanted)
    {
        var formats = (started.Configuration.Logging.Format, wanted.Configuration.Logging.Format);
        return [.. Fields(started, wanted).Where(AtStart.Contains), .. formats.Item1 == formats.Item2 ? Array.Empty<string>() : ["logging.format"]];
    }

    private static JsonObject Json(LoadedConfiguration loaded) =>
        JsonSerializer.SerializeToNode(loaded.Configuration, ConfigurationJsonContext.Default.OperatorConfiguration)!.AsObject();
}
