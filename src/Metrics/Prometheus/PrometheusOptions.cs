namespace ModelMonitor.Metrics;

/// <summary>One Prometheus server (or anything that answers its query API), from the operator's own configuration.</summary>
/// <remarks>Nothing of it may come from a custom resource: who can write one must not choose where our credentials are sent.</remarks>
public sealed class PrometheusOptions
{
    /// <summary>Name by which monitors choose the source; in logs, metrics and reasons.</summary>
    public string Name { get; set; } = "";

    /// <summary>Base address, <c>http</c> or <c>https</c>; may have a path, and no user info, query or fragment.</summary>
    public string Url { get; set; } = "";

    /// <summary>File with a bearer token, read again for every query so that rotation is seen; null: no token is sent.</summary>
    public string? BearerTokenFile { get; set; }

    /// <summary>PEM file with the only roots to trust, read at start; null: the system's roots.</summary>
    public string? CaFile { get; set; }

    /// <summary>Total time of one query, from connecting to the last byte; above 0.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the source scrapes the model servers. Decides what is fresh (<see cref="SamplingLimits.FreshFor"/>).</summary>
    public TimeSpan ScrapeInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Window of rates and quantiles: at least 4 scrape intervals, so that one missed scrape leaves enough samples.</summary>
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Checks the values.</summary>
    /// <returns>The base address, ending in <c>/</c>.</returns>
    /// <exception cref="ArgumentException">A value is wrong; the message names it, never the URL: it may hold a secret.</exception>
    public Uri Validate()
    {
        if (Name.Length == 0) throw Wrong("has no name");
        if (!Uri.TryCreate(Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw Wrong("url must be an absolute http or https address");
        if (url.UserInfo.Length > 0) throw Wrong("url must not carry credentials; use bearerTokenFile");
        if (url.Query.Length > 0 || url.Fragment.Length > 0) throw Wrong("url must have no query and no fragment");
        if (Timeout <= TimeSpan.Zero) throw Wrong("timeout must be above 0");
        if (ScrapeInterval <= TimeSpan.Zero) throw Wrong("scrapeInterval must be above 0");
        if (Window < 4 * ScrapeInterval) throw Wrong("window must be at least 4 times scrapeInterval");
        return url.AbsolutePath.EndsWith('/') ? url : new Uri(url.AbsoluteUri + "/");
    }

    private ArgumentException Wrong(string what) => new($"metrics source {Name}: {what}");
}
