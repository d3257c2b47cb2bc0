namespace ModelMonitor.Kubernetes;

/// <summary>Limits of an informer. The defaults are client-go's unless said otherwise.</summary>
public sealed record InformerOptions
{
    /// <summary>Most objects per page of a list.</summary>
    public int PageSize { get; init; } = 500;

    /// <summary>How long one page may take.</summary>
    public TimeSpan ListTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Shortest lifetime asked of a watch. Each one is drawn between the two, so that many do not end together.</summary>
    public TimeSpan MinWatchTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Longest lifetime asked of a watch.</summary>
    public TimeSpan MaxWatchTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How long a watch that has shown a bookmark may be silent. Servers send one about each minute; three missed ones mean that
    /// the connection is dead without anyone having said so.
    /// </summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>How long a resourceVersion is kept while the server answers with its own errors (5xx).</summary>
    public TimeSpan ServerErrorPatience { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Delays after errors; failures are forgotten after <see cref="BackoffReset"/> without one.</summary>
    public Backoff Backoff { get; init; } = Backoff.Watch;

    /// <summary>How long without an error until the back-off starts small again.</summary>
    public TimeSpan BackoffReset { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Where it is counted.</summary>
    public RuntimeMetrics Metrics { get; init; } = RuntimeMetrics.Shared;
}
