using System.Text.Json.Serialization;
using ModelMonitor.Kubernetes;
using ModelMonitor.Resources.Rules;
using ModelMonitor.Resources.Schema;

namespace ModelMonitor.Resources;

/// <summary>One service level objective: an indicator and its bound.</summary>
[Rule(ObjectiveRules.OneBound, ObjectiveRules.OneBoundMessage)]
[Rule(ObjectiveRules.Direction, ObjectiveRules.DirectionMessage, FieldPath = ".above", Reason = "FieldValueForbidden")]
[Rule(ObjectiveRules.Quantile, ObjectiveRules.QuantileMessage, FieldPath = ".quantile", Reason = "FieldValueForbidden")]
[Rule(ObjectiveRules.LatencyBelow, ObjectiveRules.LatencyMessage, FieldPath = ".below")]
[Rule(ObjectiveRules.ShareBelow, ObjectiveRules.ShareMessage, FieldPath = ".below")]
[Rule(ObjectiveRules.ShareAbove, ObjectiveRules.ShareMessage, FieldPath = ".above")]
[Rule(ObjectiveRules.CountBelow, ObjectiveRules.CountMessage, FieldPath = ".below")]
[Rule(ObjectiveRules.CountAbove, ObjectiveRules.CountMessage, FieldPath = ".above")]
public sealed class ObjectiveSpec
{
    /// <summary>Name, unique in the monitor. Left out: the indicator's name.</summary>
    [Text(LabelRule.Max)]
    [Rule(LabelRule.Cel, ObjectiveRules.NameMessage)]
    public string? Name { get; set; }

    /// <summary>
    /// What is measured. Latencies: time-to-first-token, inter-token-latency, time-per-output-token, request-latency, queue-wait.
    /// Shares: error-ratio, kv-cache-use. Counts per ready pod: waiting, in-flight.
    /// </summary>
    [Required]
    [OneOf(
        IndicatorNames.TimeToFirstToken,
        IndicatorNames.InterTokenLatency,
        IndicatorNames.TimePerOutputToken,
        IndicatorNames.RequestLatency,
        IndicatorNames.QueueWait,
        IndicatorNames.ErrorRatio,
        IndicatorNames.KvCacheUse,
        IndicatorNames.Waiting,
        IndicatorNames.InFlight)]
    public string Indicator { get; set; } = "";

    /// <summary>
    /// Which share of requests has to be within the bound, for latencies: p50, p75, p90, p95, p99 or p99.9. Left out: p95.
    /// </summary>
    [OneOf("p50", "p75", "p90", "p95", "p99", "p99.9")]
    public string? Quantile { get; set; }

    /// <summary>
    /// Good is below this: a duration for latencies (750ms), a percentage for shares (1%), a number for counts (5; fractions quoted).
    /// Exactly one of below and above is given.
    /// </summary>
    [Text(ObjectiveRules.BoundMax)]
    public IntOrString? Below { get; set; }

    /// <summary>Good is above this, for kv-cache-use, waiting and in-flight. Latencies and errors are good when they are low.</summary>
    [Text(ObjectiveRules.BoundMax)]
    public IntOrString? Above { get; set; }

    /// <summary>What the objective is called: its name, or its indicator's where it has none.</summary>
    [JsonIgnore]
    public string EffectiveName => Name ?? Indicator;
}
