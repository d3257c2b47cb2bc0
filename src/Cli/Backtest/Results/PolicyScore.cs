namespace ModelMonitor.Cli.Backtest.Results;

/// <summary>What one policy came to.</summary>
public sealed class PolicyScore
{
    /// <summary>What the table calls it.</summary>
    public string Name { get; set; } = "";

    /// <summary><c>asWritten</c>, <c>asRun</c> (what was really running, on the same simulated pods) or <c>variant</c>.</summary>
    public string Kind { get; set; } = "";

    /// <summary>Share of requests that were good, 0 to 1.</summary>
    public double Attainment { get; set; }

    /// <summary>Whether that is the objective's target or more.</summary>
    public bool Kept { get; set; }

    /// <summary>Minutes in which more than 5 % of the requests that arrived were bad.</summary>
    public int ViolationMinutes { get; set; }

    /// <summary>Hours of pods, those that start and those that drain included.</summary>
    public double ReplicaHours { get; set; }

    /// <summary>Times that the wanted replicas were changed.</summary>
    public int Changes { get; set; }

    /// <summary>Changes up after one down, and down after one up.</summary>
    public int Flaps { get; set; }

    /// <summary>99th percentile of the time to the first token, in seconds.</summary>
    public double FirstTokenP99Seconds { get; set; }

    /// <summary>Every change of the wanted replicas, oldest first.</summary>
    public IList<ChangeEntry> Decisions { get; set; } = [];
}
