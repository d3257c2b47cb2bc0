namespace ModelMonitor.Operator.Configuration;

/// <summary>A Prometheus server, or anything that speaks its query API.</summary>
public sealed class SourceConfiguration
{
    /// <summary>The name that monitors use in <c>spec.metrics.source</c>.</summary>
    public string Name { get; set; } = "";

    /// <summary>Base URL, without <c>/api/v1</c>; http or https, without user, query and fragment.</summary>
    public string Url { get; set; } = "";

    /// <summary>File with a bearer token, re-read as it rotates; left out, no token is sent.</summary>
    public string? BearerTokenFile { get; set; }

    /// <summary>File with the CA certificates to trust for https; left out, the system's.</summary>
    public string? CaFile { get; set; }

    /// <summary>Seconds between two scrapes of the model servers, 1 to 120; decides what counts as fresh.</summary>
    public int ScrapeIntervalSeconds { get; set; } = 15;
}
