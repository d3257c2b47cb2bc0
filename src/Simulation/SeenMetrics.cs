namespace ModelMonitor.Simulation;

/// <summary>
/// What a metrics source shows of a simulated model server at one moment: sums over ready pods, as of the last scrape that worked.
/// Counts of pods are the API server's and always of now.
/// </summary>
public sealed class SeenMetrics
{
    /// <summary>When it was scraped; a scrape that failed leaves the one before, and the time says so.</summary>
    public TimeSpan ScrapedAt { get; set; }

    /// <summary>False while nothing was ever scraped, or the series have gone stale (5 minutes without a scrape).</summary>
    public bool IsKnown { get; set; }

    /// <summary>Share of the ready pods that the sums speak for, 0 to 1.</summary>
    public double Coverage { get; set; } = 1;

    /// <summary>Replicas that the scale asks for.</summary>
    public int Current { get; set; }

    /// <summary>Pods that are ready.</summary>
    public int Ready { get; set; }

    /// <summary>When each pod that is not ready was ordered.</summary>
    public IReadOnlyList<TimeSpan> StartingSince { get; set; } = [];

    /// <summary>When the newest ready pods became ready and how long each took; at most 20.</summary>
    public IReadOnlyList<(TimeSpan ReadyAt, TimeSpan Took)> Starts { get; set; } = [];

    /// <summary>Whether a rollout is under way.</summary>
    public bool IsRollingOut { get; set; }

    /// <summary>Why pods cannot start, or null.</summary>
    public string? Blocked { get; set; }

    /// <summary>Requests being worked on at the scrape.</summary>
    public double Running { get; set; }

    /// <summary>Requests waiting at the scrape.</summary>
    public double Waiting { get; set; }

    /// <summary>Requests finished per second over the last 60 s.</summary>
    public double Completed { get; set; }

    /// <summary>Requests that arrived per second over the last 60 s: what an ingress counts.</summary>
    public double Arrived { get; set; }

    /// <summary>Requests with a first token per second over the last 60 s.</summary>
    public double Judged { get; set; }

    /// <summary>Those of <see cref="Judged"/> that were within the bound.</summary>
    public double Good { get; set; }

    /// <summary>95th percentile of the time to the first token over the last 60 s, in seconds; 0 without a request.</summary>
    public double FirstTokenP95 { get; set; }

    /// <summary>Mean time between two tokens over the last 60 s, in seconds; 0 without a token.</summary>
    public double InterToken { get; set; }

    /// <summary>Tokens generated per second over the last 60 s.</summary>
    public double OutputTokens { get; set; }

    /// <summary>Share of time in which a pod's GPU was busy, mean over ready pods, 0 to 1.</summary>
    public double GpuUse { get; set; }

    /// <summary>Share of a pod's key-value cache in use, mean over ready pods, 0 to 1.</summary>
    public double CacheUse { get; set; }
}
