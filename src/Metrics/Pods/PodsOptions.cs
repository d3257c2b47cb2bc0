using System.Net;

namespace ModelMonitor.Metrics;

/// <summary>How pods are scraped, from the operator's own configuration.</summary>
public sealed class PodsOptions
{
    /// <summary>Name by which monitors choose the source.</summary>
    public string Name { get; set; } = "pods";

    /// <summary>Time between two regular rounds: how often <see cref="IMetricsSource.SampleAsync"/> is called for all monitors.</summary>
    public TimeSpan ScrapeInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Window of rates and quantiles: at least 4 scrape intervals, so that one missed scrape leaves enough samples.</summary>
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Total time for one pod, from connecting to the last byte; above 0.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Addresses that are never scraped: the API server's.</summary>
    public IReadOnlyList<IPAddress> ForbiddenAddresses { get; set; } = [];

    /// <summary>Whether loopback addresses may be scraped; for tests alone.</summary>
    public bool AllowLoopback { get; set; }

    /// <summary>Checks the values.</summary>
    /// <exception cref="ArgumentException">A value is wrong.</exception>
    public void Validate()
    {
        if (Name.Length == 0) throw Wrong("has no name");
        if (Timeout <= TimeSpan.Zero) throw Wrong("timeout must be above 0");
        if (ScrapeInterval <= TimeSpan.Zero) throw Wrong("scrapeInterval must be above 0");
        if (Window < 4 * ScrapeInterval) throw Wrong("window must be at least 4 times scrapeInterval");
    }

    private ArgumentException Wrong(string what) => new($"metrics source {Name}: {what}");
}
