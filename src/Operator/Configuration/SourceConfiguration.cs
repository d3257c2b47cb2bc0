using System.Text.Json;
using ModelMonitor.Resources.Schema;

namespace ModelMonitor.Operator.Configuration;

/// <summary>
/// A Prometheus server, or anything that speaks its query API; or the target's pods themselves, which need a name and nothing else.
/// Every field is described in docs/sources.md.
/// </summary>
public sealed class SourceConfiguration
{
    /// <summary>The <see cref="Type"/> of sources with a URL.</summary>
    public const string PrometheusType = "prometheus";

    /// <summary>The <see cref="Type"/> of the built-in source, and the name of it where no source is configured.</summary>
    public const string PodsType = "pods";

    /// <summary>The name, 1 to 63 of a-z, 0-9 and -, that monitors use in <c>spec.metrics.source</c>.</summary>
    [Required]
    [Text(63)]
    public string Name { get; set; } = "";

    /// <summary><c>prometheus</c>, or <c>pods</c> for scraping the pods directly (docs/pods-source.md).</summary>
    [OneOf(PrometheusType, PodsType)]
    public string Type { get; set; } = PrometheusType;

    /// <summary>Base URL, without <c>/api/v1</c>; http or https, without user, query and fragment.</summary>
    public string Url { get; set; } = "";

    /// <summary>File with a bearer token, re-read as it rotates; left out, no token is sent.</summary>
    public string? BearerTokenFile { get; set; }

    /// <summary>User of basic authentication; needs <c>passwordFile</c>.</summary>
    public string? Username { get; set; }

    /// <summary>File with the password of <c>username</c>, re-read as it rotates.</summary>
    public string? PasswordFile { get; set; }

    /// <summary>PEM file with the operator's certificate for mTLS, re-read as it rotates; needs <c>clientKeyFile</c>.</summary>
    public string? ClientCertificateFile { get; set; }

    /// <summary>PEM file with the key of <c>clientCertificateFile</c>.</summary>
    public string? ClientKeyFile { get; set; }

    /// <summary>File with the CA certificates to trust for https, re-read as it rotates; left out, the system's.</summary>
    public string? CaFile { get; set; }

    /// <summary>Further request headers: texts, numbers, true or false.</summary>
    public IDictionary<string, JsonElement> Headers { get; set; } = new Dictionary<string, JsonElement>();

    /// <summary>Further request headers, each with the file that holds its value.</summary>
    public IDictionary<string, string> HeaderFiles { get; set; } = new Dictionary<string, string>();

    /// <summary>Further parameters of every query: texts, numbers, true or false.</summary>
    public IDictionary<string, JsonElement> Parameters { get; set; } = new Dictionary<string, JsonElement>();

    /// <summary>Seconds in the past at which queries are evaluated.</summary>
    [Range(0, 600)]
    public int OffsetSeconds { get; set; }

    /// <summary>Seconds that one query may take in all.</summary>
    [Range(1, 60)]
    public int TimeoutSeconds { get; set; } = 5;

    /// <summary>URL of the HTTP proxy to go through; left out, none.</summary>
    public string? ProxyUrl { get; set; }

    /// <summary>Whether a host name (of type <c>pods</c>: a pod's address) may lead to the operator's own machine.</summary>
    public bool AllowLoopback { get; set; }

    /// <summary>Namespaces whose monitors may name the source, or beginnings followed by <c>*</c>; left out, all.</summary>
    public IList<string>? Namespaces { get; set; }

    /// <summary>How a server of many tenants is told whose data is asked for; left out, it is not.</summary>
    public TenantConfiguration? Tenant { get; set; }

    /// <summary>Seconds between two scrapes of the model servers; decides what counts as fresh.</summary>
    [Range(1, 120)]
    public int ScrapeIntervalSeconds { get; set; } = 15;
}
