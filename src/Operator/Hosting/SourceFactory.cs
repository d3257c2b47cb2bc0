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
    public static IMetricsSource Create(
        SourceConfiguration source, OperatorConfiguration configuration, EngineCatalog engines, TimeProvider time, ILoggerFactory loggers)
    {
        var options = new PrometheusOptions
        {
            Name = source.Name,
            Url = source.Url,
            BearerTokenFile = source.BearerTokenFile,
            CaFile = source.CaFile,
            ScrapeInterval = TimeSpan.FromSeconds(source.ScrapeIntervalSeconds),
            Window = TimeSpan.FromSeconds(configuration.WindowSeconds),
        };
        return new PrometheusSource(new PrometheusClient(options, time), engines, time, loggers.CreateLogger<PrometheusSource>());
    }
}
