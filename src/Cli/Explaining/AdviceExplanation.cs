namespace ModelMonitor.Cli.Explaining;

/// <summary>What a person may do.</summary>
internal sealed record AdviceExplanation
{
    /// <summary>The reason that it answers.</summary>
    public string Reason { get; set; } = "";

    /// <summary>What to do.</summary>
    public string Text { get; set; } = "";

    /// <summary>A command that does it or shows more; null when there is none.</summary>
    public string? Command { get; set; }

    /// <summary>The document that says more.</summary>
    public string Document { get; set; } = "";
}
