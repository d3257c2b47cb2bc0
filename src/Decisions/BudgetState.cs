namespace ModelMonitor.Decisions;

/// <summary>How an error budget stands, beside its objective's own state.</summary>
public enum BudgetState
{
    /// <summary>Too few events are known to say.</summary>
    Unknown,

    /// <summary>It lasts to the end of its window at the present rate, or nearly.</summary>
    Healthy,

    /// <summary>At the present rate it is used up long before its window ends.</summary>
    BudgetBurning,

    /// <summary>Nothing of it is left.</summary>
    BudgetSpent,
}
