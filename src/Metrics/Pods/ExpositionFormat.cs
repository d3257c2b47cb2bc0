using System.Net.Http.Headers;

namespace ModelMonitor.Metrics;

/// <summary>The text formats in which a pod may expose its metrics.</summary>
internal enum ExpositionFormat
{
    /// <summary>The Prometheus text format, version 0.0.4.</summary>
    Text,

    /// <summary>OpenMetrics, version 1.0.</summary>
    OpenMetrics,
}

/// <summary>What is asked of a pod, and what its answer is by its own words.</summary>
internal static class ExpositionNegotiation
{
    /// <summary>
    /// The Accept header. OpenMetrics before the text format, as Prometheus asks: some client libraries name counters otherwise in the
    /// two, and presets hold the names that Prometheus stores.
    /// </summary>
    public const string Accept =
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=1.0.0;q=0.5,"
        + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.1";

    /// <summary>The format by Content-Type; null when it is neither. No Content-Type at all is read as the text format.</summary>
    public static ExpositionFormat? Of(MediaTypeHeaderValue? contentType) => contentType?.MediaType?.ToLowerInvariant() switch
    {
        null or "text/plain" => ExpositionFormat.Text,
        "application/openmetrics-text" => ExpositionFormat.OpenMetrics,
        _ => null,
    };
}
