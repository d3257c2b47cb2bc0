namespace ModelMonitor.Cli.Backtest.Results;

/// <summary>One change of the wanted replicas.</summary>
public sealed class ChangeEntry
{
    /// <summary>Seconds since the load's start.</summary>
    public double Seconds { get; set; }

    /// <summary>When; left out when the load's times are not those of a calendar.</summary>
    public DateTimeOffset? Time { get; set; }

    /// <summary>Replicas before.</summary>
    public int From { get; set; }

    /// <summary>Replicas wanted.</summary>
    public int To { get; set; }

    /// <summary>Why, as docs/decisions.md lists it; left out of policies that give no reason.</summary>
    public string? Reason { get; set; }

    /// <summary>One sentence with the numbers; left out likewise.</summary>
    public string? Message { get; set; }
}
