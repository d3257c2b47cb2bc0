namespace ModelMonitor.Metrics;

/// <summary>The constants of long windows, in one place. docs/long-windows.md explains them.</summary>
public static class HistoryLimits
{
    /// <summary>Most objectives of a monitor that have a budget: their events fit into 16 KiB.</summary>
    public const int MaxObjectives = 4;

    /// <summary>Objectives whose history may be asked for in one tick: 1,000 monitors are filled after some 16 min.</summary>
    public const int MaxFillsPerTick = 16;

    /// <summary>Queries for history that run at the same time: the tick's own always find a free connection.</summary>
    public const int MaxParallelQueries = 2;

    /// <summary>Most points that are read of recorded series, below <see cref="QueryRange.MaxPoints"/> and 1 MiB of an answer.</summary>
    public const int MaxRecordedPoints = 8_640;

    /// <summary>Shortest budget window.</summary>
    public static readonly TimeSpan ShortestWindow = TimeSpan.FromDays(1);

    /// <summary>Longest budget window.</summary>
    public static readonly TimeSpan LongestWindow = TimeSpan.FromDays(90);

    /// <summary>How often recorded series are evaluated; the number of their samples says how much time is known.</summary>
    public static readonly TimeSpan RuleInterval = TimeSpan.FromMinutes(1);

    /// <summary>Window of the rates of recorded series.</summary>
    public static readonly TimeSpan RuleWindow = TimeSpan.FromMinutes(5);

    /// <summary>How long a monitor's events are kept after it was asked about last.</summary>
    public static readonly TimeSpan ForgetAfter = TimeSpan.FromHours(1);

    /// <summary>Pause after the first failure to fill a history; each further one doubles it.</summary>
    public static readonly TimeSpan ShortestPause = TimeSpan.FromMinutes(1);

    /// <summary>Longest pause between two tries.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    /// <summary>Length of the coarsest slots: six hours, and twelve for windows over 45 days, so that there are at most 180.</summary>
    /// <param name="window">The budget's window.</param>
    public static TimeSpan CoarseSlot(TimeSpan window) => TimeSpan.FromHours(window > TimeSpan.FromDays(45) ? 12 : 6);
}
