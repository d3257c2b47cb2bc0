using ModelMonitor.Kubernetes;
using ModelMonitor.Resources.Rules;
using ModelMonitor.Resources.Schema;

namespace ModelMonitor.Resources;

/// <summary>How replicas may be moved.</summary>
[Rule(ScalingSpecRules.Order, ScalingSpecRules.OrderMessage, FieldPath = ".minReplicas")]
[Rule(ScalingSpecRules.Zero, ScalingSpecRules.ZeroMessage, FieldPath = ".minReplicas")]
public sealed class ScalingSpec
{
    /// <summary>
    /// Fewest replicas, always kept. 0 scales to zero when there is no request for long enough, and needs wakeQuery; with 1 or more, a
    /// target that somebody sets to 0 stays switched off. Left out: 1.
    /// </summary>
    [Range(0)]
    public int MinReplicas { get; set; } = 1;

    /// <summary>Most replicas, 1 to 1000.</summary>
    [Required]
    [Range(1, ScalingSpecRules.MaxReplicas)]
    public int MaxReplicas { get; set; }

    /// <summary>
    /// Pods kept beyond what the load needs, for bursts that are shorter than a model's start: a number, or a percentage of what the load
    /// needs (25%). Left out: none but what the error budget asks for.
    /// </summary>
    [Text(ScalingSpecRules.ReserveMax)]
    [Rule(ScalingSpecRules.Reserve, ScalingSpecRules.ReserveMessage)]
    public IntOrString? Reserve { get; set; }

    /// <summary>
    /// A PromQL query that gives the number of requests that wait at the gateway for this model, also while it has no pod. $selector stands
    /// for the monitor's namespace; each selector in the query has to hold it. Needed with minReplicas of 0.
    /// </summary>
    [Text(ObjectiveRules.QueryMax)]
    [Rule(ScalingSpecRules.WakeText, ScalingSpecRules.WakeTextMessage)]
    public string? WakeQuery { get; set; }

    /// <summary>Names of the objectives that may ask for replicas. Left out: every latency and queue objective.</summary>
    [Items(ObjectiveRules.ListMax)]
    [Text(LabelRule.Max)]
    public IList<string>? Objectives { get; set; }

    /// <summary>Limits on the speed of scaling, with the fields and merge rules of HorizontalPodAutoscaler.</summary>
    public BehaviorSpec? Behavior { get; set; } = new();
}
