using ModelMonitor.Resources.Schema;

namespace ModelMonitor.Operator.Configuration;

/// <summary>
/// What an administrator decides: the metrics sources that monitors may name, the rhythm, and what the operator may do. Read from the file
/// that <c>--config</c> names, and again when it changes; nothing of it can be changed by a custom resource. What is not said to need a
/// restart takes effect at once.
/// </summary>
public sealed class OperatorConfiguration
{
    /// <summary>Metrics sources. A monitor that names none gets the first that its namespace may use. Without any there is one that scrapes the pods, named <c>pods</c>.</summary>
    public IList<SourceConfiguration> Sources { get; set; } = [];

    /// <summary>Seconds between two rounds of sampling and judging.</summary>
    [Range(1, 300)]
    public int IntervalSeconds { get; set; } = 15;

    /// <summary>Seconds of the window over which rates and quantiles are taken; at least 4 scrape intervals of every source.</summary>
    [Range(10, 600)]
    public int WindowSeconds { get; set; } = 60;

    /// <summary>
    /// Folder with presets of engines and exporters (<c>*.yaml</c>, docs/engines.md) that are laid over the built-in ones: the same name
    /// replaces, a new one adds. Left out: the built-in ones alone.
    /// </summary>
    public string? PresetsFolder { get; set; }

    /// <summary>GPU exporters that are added to pods.</summary>
    public ExportersConfiguration Exporters { get; set; } = new();

    /// <summary>The webhook that adds them. A change needs a restart.</summary>
    public WebhookConfiguration Webhook { get; set; } = new();

    /// <summary>Objects for prometheus-operator.</summary>
    public MonitoringConfiguration Monitoring { get; set; } = new();

    /// <summary>Only this namespace is watched; left out, all are. A change needs a restart.</summary>
    public string? WatchNamespace { get; set; }

    /// <summary>
    /// Name of the service account in whose name the operator acts in each namespace; left out, it acts as itself. A change needs a restart.
    /// </summary>
    public string? Actor { get; set; }

    /// <summary>What is logged, and how.</summary>
    public LoggingConfiguration Logging { get; set; } = new();

    /// <summary>How <c>/metrics</c> is served. A change needs a restart.</summary>
    public MetricsConfiguration Metrics { get; set; } = new();
}
