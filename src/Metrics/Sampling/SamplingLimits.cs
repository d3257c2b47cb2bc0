namespace ModelMonitor.Metrics;

/// <summary>The constants of reading metrics, in one place.</summary>
public static class SamplingLimits
{
    /// <summary>Share of the ready pods that must report for a reading to be one. Below, half of the truth is missing.</summary>
    public const double MinCoverage = 0.5;

    /// <summary>Most bytes of one batch answer: 5,000 pods with 22 buckets each make about 20 MB.</summary>
    public const long MaxBatchBytes = 32 << 20;

    /// <summary>Queries of one source that run at the same time; a Prometheus allows 20 for everyone.</summary>
    public const int MaxParallelQueries = 4;

    /// <summary>How far a sample's time may lie ahead of our clock.</summary>
    public static readonly TimeSpan MaxClockSkew = TimeSpan.FromSeconds(30);

    /// <summary>How old a sample may be: two missed scrapes, and at least a minute.</summary>
    /// <param name="scrapeInterval">The source's scrape interval.</param>
    public static TimeSpan FreshFor(TimeSpan scrapeInterval) =>
        TimeSpan.FromTicks(Math.Max(3 * scrapeInterval.Ticks, TimeSpan.FromMinutes(1).Ticks));
}
