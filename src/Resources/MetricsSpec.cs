namespace ModelMonitor.Resources;

/// <summary>Where and how metrics are read.</summary>
public sealed class MetricsSpec
{
    /// <summary>Name of a metrics source in the operator's configuration. Left out: the configuration's first.</summary>
    public string? Source { get; set; }

    /// <summary>Only series of this model, by the engine's model label. Left out: all models of the pods.</summary>
    public string? Model { get; set; }
}
