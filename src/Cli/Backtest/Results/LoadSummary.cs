namespace ModelMonitor.Cli.Backtest.Results;

/// <summary>The load that was replayed.</summary>
public sealed class LoadSummary
{
    /// <summary>File or address that it comes from.</summary>
    public string Source { get; set; } = "";

    /// <summary>When it begins; left out when its times are not those of a calendar.</summary>
    public DateTimeOffset? Start { get; set; }

    /// <summary>Its length in seconds.</summary>
    public double Seconds { get; set; }

    /// <summary>Mean requests per second.</summary>
    public double MeanRate { get; set; }

    /// <summary>Requests per second in the busiest minute.</summary>
    public double PeakRate { get; set; }

    /// <summary>How many gaps it has: metrics were out, and the load was taken to run straight across.</summary>
    public int Outages { get; set; }

    /// <summary>Seconds of all of them.</summary>
    public double OutageSeconds { get; set; }
}
