namespace ModelMonitor.Metrics;

/// <summary>The constants of reading metrics, in one place.</summary>
public static class SamplingLimits
{
    /// <summary>Share of the ready pods that must report for a reading to be one. Below, half of the truth is missing.</summary>
    public const double MinCoverage = 0.5;

    /// <summary>Share of the window's samples that must be there, for pods that ran all through it: a Prometheus that just came back has less.</summary>
    public const double MinWindowShare = 0.8;

    /// <summary>Most bytes of one batch answer: 5,000 pods with 22 buckets each make about 20 MB.</summary>
    public const long MaxBatchBytes = 32 << 20;

    /// <summary>Most bytes of the answer to a monitor's own query, which is to be one series.</summary>
    public const long MaxCustomBytes = 1 << 20;

    /// <summary>Most pods that one query asks for, as far as whole namespaces allow: beyond, an answer nears its size.</summary>
    public const int MaxPodsPerQuery = 5_000;

    /// <summary>Queries of one source that run at the same time; a Prometheus allows 20 for everyone.</summary>
    public const int MaxParallelQueries = 4;

    /// <summary>Fewest predictions that make an accuracy, where the objective says nothing: its standard error is then below 3.6 points.</summary>
    public const int MinPredictions = 200;

    /// <summary>Fewest positives behind a precision, a recall or an F1: a customary least for a proportion.</summary>
    public const int MinPositives = 30;

    /// <summary>Fewest scores on both sides of a drift: below, chance alone moves the index by more than 0.02 with 10 bins.</summary>
    public const int MinScores = 500;

    /// <summary>Ticks after which all bucket edges of a histogram are asked for again: another version may have others.</summary>
    public const int RelearnEdgesEvery = 20;

    /// <summary>
    /// Edges in use reach from the bound divided by this: a quantile below is far within the bound, and told no finer than a twentieth of it.
    /// </summary>
    public const double EdgesBelowBound = 20;

    /// <summary>Edges in use reach to the bound times this: a quantile above is told as being above the last of them.</summary>
    public const double EdgesAboveBound = 10;

    /// <summary>How far a sample's time may lie ahead of our clock.</summary>
    public static readonly TimeSpan MaxClockSkew = TimeSpan.FromSeconds(30);

    /// <summary>Window of CPU rates: the kubelet is often scraped each 30 s only, and a rate wants four samples.</summary>
    public static readonly TimeSpan ContainerWindow = TimeSpan.FromMinutes(2);

    /// <summary>Window of prediction counters and of scores: truth comes late and predictions are few.</summary>
    public static readonly TimeSpan QualityWindow = TimeSpan.FromHours(1);

    /// <summary>How far back the reference of a drift reaches; it ends where <see cref="QualityWindow"/> begins. A week holds each weekday.</summary>
    public static readonly TimeSpan DriftReference = TimeSpan.FromDays(7);

    /// <summary>How long a reference of a drift is kept before it is asked for again: it is a long range of many series.</summary>
    public static readonly TimeSpan DriftReferenceAge = TimeSpan.FromMinutes(30);

    /// <summary>How old a sample may be: two missed scrapes, and at least a minute.</summary>
    /// <param name="scrapeInterval">The source's scrape interval.</param>
    public static TimeSpan FreshFor(TimeSpan scrapeInterval) =>
        TimeSpan.FromTicks(Math.Max(3 * scrapeInterval.Ticks, TimeSpan.FromMinutes(1).Ticks));
}
