namespace ModelMonitor.Simulation;

/// <summary>What has been counted since the start of a simulation: the counters that a metrics source takes rates of.</summary>
internal readonly record struct RequestTotals
{
    /// <summary>When they were read.</summary>
    public TimeSpan At { get; init; }

    /// <summary>Requests that arrived.</summary>
    public long Arrived { get; init; }

    /// <summary>Requests that got their last token.</summary>
    public long Completed { get; init; }

    /// <summary>Requests that got their first token.</summary>
    public long Judged { get; init; }

    /// <summary>Those that got it within the bound.</summary>
    public long Good { get; init; }

    /// <summary>Tokens after a request's first.</summary>
    public long Gaps { get; init; }

    /// <summary>Sum of the times before each of them.</summary>
    public TimeSpan GapTime { get; init; }
}
