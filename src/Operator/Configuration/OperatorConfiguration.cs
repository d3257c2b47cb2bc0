namespace ModelMonitor.Operator.Configuration;

/// <summary>
/// What an administrator decides: the metrics sources that monitors may name, and the rhythm. Read once at start from the file
/// that <c>--config</c> names; nothing of it can be changed by a custom resource.
/// </summary>
public sealed class OperatorConfiguration
{
    /// <summary>Metrics sources. A monitor that names none gets the first. Without any there is one that scrapes the pods, named <c>pods</c>.</summary>
    public IList<SourceConfiguration> Sources { get; set; } = [];

    /// <summary>Seconds between two rounds of sampling and judging, 1 to 300.</summary>
    public int IntervalSeconds { get; set; } = 15;

    /// <summary>Seconds of the window over which rates and quantiles are taken, 10 to 600, at least 4 scrape intervals of every source.</summary>
    public int WindowSeconds { get; set; } = 60;

    /// <summary>
    /// Folder with presets of engines and exporters (<c>*.yaml</c>, docs/engines.md) that are laid over the built-in ones: the same name
    /// replaces, a new one adds. Left out: the built-in ones alone.
    /// </summary>
    public string? PresetsFolder { get; set; }

    /// <summary>Only this namespace is watched; left out, all are.</summary>
    public string? WatchNamespace { get; set; }
}
