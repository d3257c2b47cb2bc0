namespace ModelMonitor.Metrics;

/// <summary>How old and how complete samples must be.</summary>
/// <param name="Now">The operator's clock.</param>
/// <param name="FreshFor">How old a sample may be.</param>
/// <param name="ScrapeInterval">How often the source takes one.</param>
/// <param name="Window">Window of rates.</param>
internal sealed record ReadingRules(DateTimeOffset Now, TimeSpan FreshFor, TimeSpan ScrapeInterval, TimeSpan Window)
{
    /// <summary>The rules for a source. One that lags is asked for the past, and its samples are older by that much.</summary>
    public static ReadingRules Of(PrometheusOptions source, DateTimeOffset now) =>
        new(now, SamplingLimits.FreshFor(source.ScrapeInterval) + source.Offset, source.ScrapeInterval, source.Window);

    /// <summary>Whether a sample's time is neither too old nor of the future.</summary>
    /// <param name="unixSeconds">When it was taken.</param>
    public bool IsFresh(double unixSeconds) => unixSeconds >= Clock - FreshFor.TotalSeconds && !IsAhead(unixSeconds);

    /// <summary>Whether a sample's time is so far ahead that clocks differ.</summary>
    /// <param name="unixSeconds">When it was taken.</param>
    public bool IsAhead(double unixSeconds) => unixSeconds > Clock + SamplingLimits.MaxClockSkew.TotalSeconds;

    private double Clock => Now.ToUnixTimeMilliseconds() / 1000.0;

    /// <summary>Fewest samples that the window must hold of a pod that ran through all of it.</summary>
    public int MinSamples => (int)Math.Floor(SamplingLimits.MinWindowShare * (Window / ScrapeInterval));
}
