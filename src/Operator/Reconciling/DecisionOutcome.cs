namespace ModelMonitor.Operator.Reconciling;

/// <summary>What happened to a decision, as <c>status.decisions[].outcome</c> says it.</summary>
public static class DecisionOutcome
{
    /// <summary>Recorded, and about to be carried out.</summary>
    public const string Pending = "Pending";

    /// <summary>Carried out.</summary>
    public const string Applied = "Applied";

    /// <summary>Not carried out; the message says why.</summary>
    public const string Failed = "Failed";

    /// <summary>Only recorded, because the mode is Recommend.</summary>
    public const string Recommended = "Recommended";
}
