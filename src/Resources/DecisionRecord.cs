namespace ModelMonitor.Resources;

/// <summary>One decision, as a person and a machine read it.</summary>
public sealed class DecisionRecord
{
    /// <summary>Identifies the decision; the Event and the log line carry it too.</summary>
    public string Id { get; set; } = "";

    /// <summary>When it was made.</summary>
    public DateTimeOffset Time { get; set; }

    /// <summary>What asked for it: an objective's name, or minReplicas, maxReplicas, load.</summary>
    public string Trigger { get; set; } = "";

    /// <summary>Replicas before.</summary>
    public int From { get; set; }

    /// <summary>Replicas wanted.</summary>
    public int To { get; set; }

    /// <summary>The guard that trimmed it; left out when none did.</summary>
    public string? LimitedBy { get; set; }

    /// <summary>CamelCase reason from a closed set.</summary>
    public string Reason { get; set; } = "";

    /// <summary>One sentence.</summary>
    public string Message { get; set; } = "";

    /// <summary>What happened to it: Pending, Applied, Failed, or Recommended.</summary>
    public string Outcome { get; set; } = "";

    /// <summary>The measured inputs by name, at most 6.</summary>
    public IDictionary<string, string>? Inputs { get; set; }
}
