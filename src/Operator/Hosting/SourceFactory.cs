using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using ModelMonitor.Metrics;
using ModelMonitor.Operator.Configuration;

namespace ModelMonitor.Operator.Hosting;

/// <summary>Makes a metrics source from its configuration.</summary>
public static class SourceFactory
{
    /// <summary>Makes a source.</summary>
    /// <param name="source">Its configuration, checked.</param>
    /// <param name="configuration">The operator's configuration.</param>
    /// <param name="engines">The engine presets.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Where it logs.</param>
    /// <param name="apiServer">Address of the API server, which is no pod's; null where it is known by name alone.</param>
    public static IMetricsSource Create(
        SourceConfiguration source, OperatorConfiguration configuration, EngineCatalog engines, TimeProvider time, ILoggerFactory loggers, IPAddress? apiServer = null)
    {
        if (source.Type == SourceConfiguration.PodsType)
            return new PodsSource(PodsOptionsOf(source, configuration, apiServer), engines, time, loggers.CreateLogger<PodsSource>());
        var client = new PrometheusClient(OptionsOf(source, configuration), time);
        return new PrometheusSource(client, engines, time, loggers.CreateLogger<PrometheusSource>());
    }

    /// <summary>A source's configuration in the words of its client; not checked.</summary>
    /// <param name="source">Its configuration.</param>
    /// <param name="configuration">The operator's configuration.</param>
    public static PrometheusOptions OptionsOf(SourceConfiguration source, OperatorConfiguration configuration) => new()
    {
        Name = source.Name,
        Url = source.Url,
        BearerTokenFile = source.BearerTokenFile,
        Username = source.Username,
        PasswordFile = source.PasswordFile,
        ClientCertificateFile = source.ClientCertificateFile,
        ClientKeyFile = source.ClientKeyFile,
        CaFile = source.CaFile,
        Headers = TextsOf(source.Headers),
        HeaderFiles = source.HeaderFiles.AsReadOnly(),
        Parameters = TextsOf(source.Parameters),
        Offset = TimeSpan.FromSeconds(source.OffsetSeconds),
        Timeout = TimeSpan.FromSeconds(source.TimeoutSeconds),
        ProxyUrl = source.ProxyUrl,
        AllowLoopback = source.AllowLoopback,
        Namespaces = source.Namespaces?.AsReadOnly(),
        Tenant = source.Tenant is { } tenant ? new(tenant.Header, tenant.Parameter, tenant.Prefix) : null,
        ScrapeInterval = TimeSpan.FromSeconds(source.ScrapeIntervalSeconds),
        Window = TimeSpan.FromSeconds(configuration.WindowSeconds),
    };

    private static PodsOptions PodsOptionsOf(SourceConfiguration source, OperatorConfiguration configuration, IPAddress? apiServer) => new()
    {
        Name = source.Name,
        Timeout = TimeSpan.FromSeconds(source.TimeoutSeconds),
        ScrapeInterval = TimeSpan.FromSeconds(configuration.IntervalSeconds),
        Window = TimeSpan.FromSeconds(configuration.WindowSeconds),
        // Pods on loopback are a matter of their own.
        ForbiddenAddresses = apiServer is null || IPAddress.IsLoopback(apiServer) ? [] : [apiServer],
        AllowLoopback = source.AllowLoopback,
    };

    // YAML reads `dedup: true` as no text.
    private static Dictionary<string, string> TextsOf(IDictionary<string, JsonElement> values) => values.ToDictionary(
        v => v.Key, v => v.Value.ValueKind == JsonValueKind.String ? v.Value.GetString()! : v.Value.GetRawText());
}
