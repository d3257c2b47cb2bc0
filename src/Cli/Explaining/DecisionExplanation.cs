namespace ModelMonitor.Cli.Explaining;

/// <summary>A decision in words.</summary>
internal sealed record DecisionExplanation
{
    /// <summary>Its id; the Event and the log line carry it too.</summary>
    public string Id { get; set; } = "";

    /// <summary>When it was made.</summary>
    public DateTimeOffset Time { get; set; }

    /// <summary>Replicas before.</summary>
    public int From { get; set; }

    /// <summary>Replicas wanted.</summary>
    public int To { get; set; }

    /// <summary>Pending, Applied, Failed or Recommended.</summary>
    public string Outcome { get; set; } = "";

    /// <summary>What asked for it: an objective's name, load, minReplicas or maxReplicas.</summary>
    public string Trigger { get; set; } = "";

    /// <summary>A reason of docs/decisions.md.</summary>
    public string Reason { get; set; } = "";

    /// <summary>The reason in words.</summary>
    public string Why { get; set; } = "";

    /// <summary>The guard that trimmed it, a word of docs/decisions.md; null when none did.</summary>
    public string? LimitedBy { get; set; }

    /// <summary>The decision's own sentence, with its numbers.</summary>
    public string Message { get; set; } = "";

    /// <summary>What would have been without the guard, or without the change; null when nothing is said.</summary>
    public string? Otherwise { get; set; }

    /// <summary>What was measured.</summary>
    public IDictionary<string, string>? Inputs { get; set; }

    /// <summary>What each step came to, by the names of docs/decisions.md.</summary>
    public IDictionary<string, string>? Steps { get; set; }

    /// <summary>The steps in words, in their order.</summary>
    public IList<string> StepTexts { get; set; } = [];
}
