namespace ModelMonitor.Cli.Explaining;

/// <summary>
/// Why a monitor's replicas are what they are: what <c>explain -o json</c> prints. Fields are only ever added. Texts come from the cluster
/// and may hold anything that JSON can; numbers are finite.
/// </summary>
internal sealed record Explanation
{
    /// <summary>The monitor's namespace.</summary>
    public string Namespace { get; set; } = "";

    /// <summary>The monitor's name.</summary>
    public string Name { get; set; } = "";

    /// <summary>Kind and name of the workload.</summary>
    public string Target { get; set; } = "";

    /// <summary>Enforce, Recommend or Paused.</summary>
    public string Mode { get; set; } = "";

    /// <summary>When it was explained.</summary>
    public DateTimeOffset Time { get; set; }

    /// <summary>Whether the operator has looked at the spec as it is now.</summary>
    public bool IsUpToDate { get; set; }

    /// <summary>The answer in one sentence.</summary>
    public string Summary { get; set; } = "";

    /// <summary>The replicas.</summary>
    public ReplicasExplanation Replicas { get; set; } = new();

    /// <summary>How each objective stands.</summary>
    public IList<ObjectiveExplanation> Objectives { get; set; } = [];

    /// <summary>Limits and guards that are in force.</summary>
    public IList<GuardExplanation> InForce { get; set; } = [];

    /// <summary>The last decisions that were a change, newest first.</summary>
    public IList<DecisionExplanation> Decisions { get; set; } = [];

    /// <summary>What would lead to more replicas, or what keeps them from it; one sentence each.</summary>
    public IList<string> More { get; set; } = [];

    /// <summary>What would lead to fewer replicas, or what keeps them from it; one sentence each.</summary>
    public IList<string> Fewer { get; set; } = [];

    /// <summary>What a person may do now; none when there is nothing to do.</summary>
    public IList<AdviceExplanation> Advice { get; set; } = [];
}
