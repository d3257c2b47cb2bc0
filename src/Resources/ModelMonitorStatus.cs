using ModelMonitor.Kubernetes;
using ModelMonitor.Resources.Rules;
using ModelMonitor.Resources.Schema;

namespace ModelMonitor.Resources;

/// <summary>What was observed, decided and done.</summary>
[Rule(StatusRules.LeaderTerm, StatusRules.LeaderTermMessage, FieldPath = ".leaderTerm")]
public sealed record ModelMonitorStatus
{
    /// <summary>The generation of the spec that this status speaks of.</summary>
    public long ObservedGeneration { get; set; }

    /// <summary>The leader term of the operator that wrote this status last. It never falls, so that a former leader is refused.</summary>
    [Range(0, StatusLimits.LeaderTerm)]
    public long? LeaderTerm { get; set; }

    /// <summary>The engine in use.</summary>
    [Text(StatusLimits.Word)]
    public string? Engine { get; set; }

    /// <summary>The metrics source in use.</summary>
    [Text(StatusLimits.Word)]
    public string? Source { get; set; }

    /// <summary>The objective that is worst off.</summary>
    public WorstObjective? Worst { get; set; }

    /// <summary>Replicas of the target.</summary>
    public ReplicaStatus? Replicas { get; set; }

    /// <summary>The least that is left of an objective's error budget; left out when none is known.</summary>
    [Text(StatusLimits.Value)]
    public string? BudgetRemaining { get; set; }

    /// <summary>What was learned of the target, so that a restart need not learn it anew.</summary>
    public LearnedStatus? Learned { get; set; }

    /// <summary>How the target's pods come by a GPU exporter; left out where none is asked for.</summary>
    public ExporterStatus? Exporter { get; set; }

    /// <summary>Every objective's state.</summary>
    [Items(ObjectiveRules.ListMax)]
    public IList<ObjectiveStatus>? Objectives { get; set; }

    /// <summary>The last decisions that changed something or were kept from it, newest first.</summary>
    [Items(StatusLimits.Decisions)]
    public IList<DecisionRecord>? Decisions { get; set; }

    /// <summary>Conditions, one per type.</summary>
    [Items(StatusLimits.Conditions, MapKey = "type")]
    public IList<Condition>? Conditions { get; set; }
}
