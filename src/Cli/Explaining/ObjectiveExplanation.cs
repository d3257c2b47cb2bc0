namespace ModelMonitor.Cli.Explaining;

/// <summary>How an objective stands.</summary>
internal sealed record ObjectiveExplanation
{
    /// <summary>Its name.</summary>
    public string Name { get; set; } = "";

    /// <summary>Met, AtRisk, Breached or Unknown.</summary>
    public string State { get; set; } = "";

    /// <summary>Why it is Unknown; null otherwise.</summary>
    public string? Reason { get; set; }

    /// <summary>The measured value in its unit; null when unknown.</summary>
    public string? Value { get; set; }

    /// <summary>The bound as the spec gives it.</summary>
    public string Bound { get; set; } = "";

    /// <summary>below or above: the side of the bound that is good.</summary>
    public string Good { get; set; } = "below";

    /// <summary>Whether it may ask for replicas.</summary>
    public bool Scales { get; set; }

    /// <summary>How long ago the shown value was sampled, seconds; small moves are not written, so an old one is not stale.</summary>
    public double? AgeSeconds { get; set; }

    /// <summary>What is left of its error budget; null when that is not known or there is none.</summary>
    public string? BudgetRemaining { get; set; }

    /// <summary>How fast the budget is used, 1 for just its window; null likewise.</summary>
    public string? BurnRate { get; set; }

    /// <summary>BudgetBurning, BudgetSpent, or null.</summary>
    public string? BudgetState { get; set; }

    /// <summary>All of it in words.</summary>
    public string Text { get; set; } = "";
}
