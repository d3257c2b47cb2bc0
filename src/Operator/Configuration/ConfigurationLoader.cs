using System.Text.Json;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Operator.Configuration;

/// <summary>Reads and checks the operator's configuration file.</summary>
public static class ConfigurationLoader
{
    /// <summary>Reads a file and the presets that it names.</summary>
    /// <param name="path">The file.</param>
    /// <param name="before">What was read before; its presets are kept where no file of them changed.</param>
    /// <exception cref="ConfigurationException">As <see cref="Load"/>, or the presets cannot be used.</exception>
    public static LoadedConfiguration LoadAll(string path, LoadedConfiguration? before = null)
    {
        // Fingerprints first: what changes while it is read is then read again at the next look.
        var file = ConfigurationFingerprint.Of(path, null);
        var configuration = Load(path);
        var fingerprint = file with { Presets = ConfigurationFingerprint.Of(path, configuration.PresetsFolder).Presets };
        var areSame = before is not null && before.Configuration.PresetsFolder == configuration.PresetsFolder && before.Fingerprint.Presets == fingerprint.Presets;
        if (!areSame) return new(configuration, PresetsLoader.Load(configuration), fingerprint);
        ExporterChecks.Check(configuration.Exporters, before!.Engines);
        return new(configuration, before.Engines, fingerprint);
    }

    /// <summary>Reads a YAML or JSON file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ConfigurationException">The file is missing, is no YAML, or a field is wrong.</exception>
    public static OperatorConfiguration Load(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"cannot read the configuration file {path}: {e.Message}", e);
        }

        return Parse(text, path);
    }

    /// <summary>Reads the text of a configuration file.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="path">The file's name, for messages.</param>
    /// <exception cref="ConfigurationException">As <see cref="Load"/>.</exception>
    public static OperatorConfiguration Parse(string yaml, string path)
    {
        var check = new ConfigurationCheck(path);
        OperatorConfiguration? configuration;
        try
        {
            var node = YamlJson.Parse(yaml);
            if (node is not null) ConfigurationShape.Check(node, ConfigurationJsonContext.Default.OperatorConfiguration, "", check);
            configuration = node.Deserialize(ConfigurationJsonContext.Default.OperatorConfiguration);
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new ConfigurationException($"{path}: {e.Message}", e);
        }

        configuration ??= new();
        if (configuration.Sources.Count == 0)
            configuration.Sources = [new() { Name = SourceConfiguration.PodsType, Type = SourceConfiguration.PodsType }];
        check.Within("intervalSeconds", configuration.IntervalSeconds, 1, 300, 15);
        check.Within("windowSeconds", configuration.WindowSeconds, 10, 600, 60);
        if (configuration.WatchNamespace is not null) check.Namespace("watchNamespace", configuration.WatchNamespace);
        if (configuration.Actor is not null) check.ObjectName("actor", configuration.Actor);
        LoggingChecks.Check(configuration.Logging, check);
        SourceChecks.Check(configuration, check);
        ExporterChecks.Check(configuration, check);
        return configuration;
    }
}
