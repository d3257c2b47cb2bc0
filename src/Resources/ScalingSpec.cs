using ModelMonitor.Resources.Rules;
using ModelMonitor.Resources.Schema;

namespace ModelMonitor.Resources;

/// <summary>How replicas may be moved.</summary>
[Rule(ScalingSpecRules.Order, ScalingSpecRules.OrderMessage, FieldPath = ".minReplicas")]
public sealed class ScalingSpec
{
    /// <summary>Fewest replicas, always kept. Left out: 1, which is the least.</summary>
    [Rule(ScalingSpecRules.Min, ScalingSpecRules.MinMessage)]
    public int MinReplicas { get; set; } = 1;

    /// <summary>Most replicas, 1 to 1000.</summary>
    [Required]
    [Range(1, ScalingSpecRules.MaxReplicas)]
    public int MaxReplicas { get; set; }

    /// <summary>Names of the objectives that may ask for replicas. Left out: every latency and queue objective.</summary>
    [Items(ObjectiveRules.ListMax)]
    [Text(LabelRule.Max)]
    public IList<string>? Objectives { get; set; }

    /// <summary>Limits on the speed of scaling, with the fields and merge rules of HorizontalPodAutoscaler.</summary>
    public BehaviorSpec? Behavior { get; set; } = new();
}
