namespace ModelMonitor.ModelServer.Exporting;

/// <summary>One stand-in GPU exporter.</summary>
public sealed record ExporterOptions
{
    /// <summary>Where it listens, as dcgm-exporter's option has it: an address and a port, or <c>:9400</c> for all addresses; port 0 takes a free one.</summary>
    public string ListenAddress { get; init; } = ":9400";

    /// <summary>The recorded <c>/metrics</c>, read anew at each scrape; null for the built-in one.</summary>
    public string? MetricsFile { get; init; }
}
