using ModelMonitor.Metrics;

namespace ModelMonitor.Operator.Configuration;

/// <summary>Reads the presets of engines and exporters.</summary>
public static class PresetsLoader
{
    /// <summary>The built-in presets, with the configured folder's laid over them.</summary>
    /// <param name="configuration">The operator's configuration.</param>
    /// <exception cref="ConfigurationException">
    /// The folder or a file of it cannot be used (the message names file, line and field), or <c>exporters.images</c> names an exporter that
    /// is none.
    /// </exception>
    public static EngineCatalog Load(OperatorConfiguration configuration)
    {
        var engines = configuration.PresetsFolder is { } folder ? LoadFolder(folder) : EngineCatalog.LoadEmbedded();
        ExporterChecks.Check(configuration.Exporters, engines);
        return engines;
    }

    private static EngineCatalog LoadFolder(string folder)
    {
        try
        {
            return EngineCatalog.LoadFolder(folder);
        }
        catch (Exception e) when (e is EnginePresetException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"presetsFolder: {e.Message}", e);
        }
    }
}
