namespace ModelMonitor.Cli.Explaining;

/// <summary>A limit or guard that is in force.</summary>
internal sealed record GuardExplanation
{
    /// <summary>CamelCase word: a condition's or a decision's reason.</summary>
    public string Reason { get; set; } = "";

    /// <summary>What it does, in words.</summary>
    public string Text { get; set; } = "";

    /// <summary>Since when; null when that is not known.</summary>
    public DateTimeOffset? Since { get; set; }

    /// <summary>Until when at the earliest; null when it is not a matter of time.</summary>
    public DateTimeOffset? Until { get; set; }
}
