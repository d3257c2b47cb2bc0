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

    /// <summary>User of basic authentication, without a colon; null: none. Needs <see cref="PasswordFile"/>.</summary>
    public string? Username { get; set; }

    /// <summary>File with the password of <see cref="Username"/>, read again for every query.</summary>
    public string? PasswordFile { get; set; }

    /// <summary>PEM file with our certificate for mTLS, leaf first; looked at before every query. Needs <see cref="ClientKeyFile"/>.</summary>
    public string? ClientCertificateFile { get; set; }

    /// <summary>PEM file with the unencrypted private key of <see cref="ClientCertificateFile"/>.</summary>
    public string? ClientKeyFile { get; set; }

    /// <summary>PEM file with the only roots to trust, looked at before every query; null: the system's roots.</summary>
    public string? CaFile { get; set; }

    /// <summary>Further request headers. Secrets belong into <see cref="HeaderFiles"/>.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; set; } = new Dictionary<string, string>();

    /// <summary>Further request headers whose values are in files, read again for every query.</summary>
    public IReadOnlyDictionary<string, string> HeaderFiles { get; set; } = new Dictionary<string, string>();

    /// <summary>Further parameters in the query string of every request, such as <c>dedup</c>.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; set; } = new Dictionary<string, string>();

    /// <summary>How far in the past queries are evaluated, 0 to 10 min, for services that show samples late. Samples are older by as much.</summary>
    public TimeSpan Offset { get; set; }

    /// <summary>Total time of one query, from connecting to the last byte; above 0.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The HTTP proxy to go through; null: none, whatever the environment says.</summary>
    public string? ProxyUrl { get; set; }

    /// <summary>Whether a host name that resolves to this machine may be asked. A URL that names a loopback host always may.</summary>
    public bool AllowLoopback { get; set; }

    /// <summary>Namespaces whose monitors may use the source: names, or beginnings followed by <c>*</c>; null: all.</summary>
    public IReadOnlyList<string>? Namespaces { get; set; }

    /// <summary>How the server is told whose data it may answer with; null: it is not.</summary>
    public SourceTenant? Tenant { get; set; }

    /// <summary>How often the source scrapes the model servers. Decides what is fresh (<see cref="SamplingLimits.FreshFor"/>).</summary>
    public TimeSpan ScrapeInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Window of rates and quantiles: at least 4 scrape intervals, so that one missed scrape leaves enough samples.</summary>
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether monitors of a namespace may use the source.</summary>
    /// <param name="ns">The namespace.</param>
    public bool Allows(string ns) => Namespaces is null || Namespaces.Any(n =>
        n.EndsWith('*') ? ns.StartsWith(n[..^1], StringComparison.Ordinal) : n == ns);

    /// <summary>The first thing that is wrong with the values, or null. What files hold is not looked at.</summary>
    public SourceFault? FindFault() => SourceRules.FindFault(this);

    /// <summary>Checks the values.</summary>
    /// <returns>The base address, ending in <c>/</c>.</returns>
    /// <exception cref="ArgumentException">A value is wrong; the message names it, never the URL: it may hold a secret.</exception>
    public Uri Validate()
    {
        if (Name.Length == 0) throw new ArgumentException("a metrics source has no name");
        if (FindFault() is { } fault) throw new ArgumentException($"metrics source {Name}: {fault.Field} {fault.Problem}");
        var url = new Uri(Url);
        return url.AbsolutePath.EndsWith('/') ? url : new Uri(url.AbsoluteUri + "/");
    }
}
