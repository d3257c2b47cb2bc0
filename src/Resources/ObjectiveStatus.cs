using ModelMonitor.Resources.Schema;

namespace ModelMonitor.Resources;

/// <summary>One objective's state.</summary>
public sealed record ObjectiveStatus
{
    /// <summary>The objective's name.</summary>
    [Text(StatusLimits.Word)]
    public string Name { get; set; } = "";

    /// <summary>Met, AtRisk, Breached or Unknown.</summary>
    [Text(StatusLimits.Word)]
    public string State { get; set; } = "";

    /// <summary>Why the state is Unknown; left out otherwise.</summary>
    [Text(StatusLimits.Word)]
    public string? Reason { get; set; }

    /// <summary>The measured value in its unit, for example 912ms; left out when unknown.</summary>
    [Text(StatusLimits.Value)]
    public string? Value { get; set; }

    /// <summary>The bound as the spec gives it.</summary>
    [Text(StatusLimits.Value)]
    public string Bound { get; set; } = "";

    /// <summary>
    /// How fast the error budget is used: 1 when it lasts exactly its window, for example 2.4; left out without a budget, and while too few
    /// events are known.
    /// </summary>
    [Text(StatusLimits.Value)]
    public string? BurnRate { get; set; }

    /// <summary>How much of the error budget is left, for example 63%; below 0 when it is overspent. Left out as burnRate is.</summary>
    [Text(StatusLimits.Value)]
    public string? BudgetRemaining { get; set; }

    /// <summary>BudgetBurning or BudgetSpent; left out when neither.</summary>
    [Text(StatusLimits.Word)]
    public string? BudgetState { get; set; }

    /// <summary>When the value was sampled.</summary>
    public DateTimeOffset? SampleTime { get; set; }
}
