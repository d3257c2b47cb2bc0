using System.Text.Json.Serialization;
using ModelMonitor.Kubernetes;
using ModelMonitor.Resources.Rules;
using ModelMonitor.Resources.Schema;

namespace ModelMonitor.Resources;

/// <summary>One service level objective: an indicator and its bound.</summary>
[Rule(ObjectiveRules.OneBound, ObjectiveRules.OneBoundMessage)]
[Rule(ObjectiveRules.Direction, ObjectiveRules.DirectionMessage, FieldPath = ".above", Reason = "FieldValueForbidden")]
[Rule(ObjectiveRules.HighIsGood, ObjectiveRules.HighIsGoodMessage, FieldPath = ".below", Reason = "FieldValueForbidden")]
[Rule(ObjectiveRules.NeedsQuery, ObjectiveRules.NeedsQueryMessage)]
[Rule(ObjectiveRules.NoQuery, ObjectiveRules.NoQueryMessage)]
[Rule(ObjectiveRules.Samples, ObjectiveRules.SamplesMessage, FieldPath = ".minSamples")]
[Rule(ObjectiveRules.Quantile, ObjectiveRules.QuantileMessage, FieldPath = ".quantile", Reason = "FieldValueForbidden")]
[Rule(ObjectiveRules.LatencyBelow, ObjectiveRules.LatencyMessage, FieldPath = ".below")]
[Rule(ObjectiveRules.ShareBelow, ObjectiveRules.ShareMessage, FieldPath = ".below")]
[Rule(ObjectiveRules.ShareAbove, ObjectiveRules.ShareMessage, FieldPath = ".above")]
[Rule(ObjectiveRules.CountBelow, ObjectiveRules.CountMessage, FieldPath = ".below")]
[Rule(ObjectiveRules.CountAbove, ObjectiveRules.CountMessage, FieldPath = ".above")]
[Rule(ObjectiveRules.CustomBelow, ObjectiveRules.CustomMessage, FieldPath = ".below")]
[Rule(ObjectiveRules.CustomAbove, ObjectiveRules.CustomMessage, FieldPath = ".above")]
[Rule(BudgetRules.NoMean, BudgetRules.NoMeanMessage, FieldPath = ".budget", Reason = "FieldValueForbidden")]
[Rule(BudgetRules.Share, BudgetRules.ShareMessage, FieldPath = ".budget.target")]
public sealed class ObjectiveSpec
{
    /// <summary>Name, unique in the monitor. Left out: the indicator's name.</summary>
    [Text(LabelRule.Max)]
    [Rule(LabelRule.Cel, ObjectiveRules.NameMessage)]
    public string? Name { get; set; }

    /// <summary>
    /// What is measured. Latencies: time-to-first-token, inter-token-latency, time-per-output-token, request-latency, queue-wait.
    /// Shares: error-ratio, availability, kv-cache-use, gpu-utilization, gpu-memory-use, cpu-use, memory-use, accuracy, precision, recall,
    /// f1. Counts per ready pod: waiting, in-flight. Numbers: request-rate and token-throughput per second, gpu-temperature in degrees
    /// Celsius, gpu-errors, drift-psi, drift-ks. And custom, the result of query.
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
        IndicatorNames.InFlight,
        IndicatorNames.RequestRate,
        IndicatorNames.TokenThroughput,
        IndicatorNames.Availability,
        IndicatorNames.GpuUtilization,
        IndicatorNames.GpuMemoryUse,
        IndicatorNames.GpuTemperature,
        IndicatorNames.GpuErrors,
        IndicatorNames.CpuUse,
        IndicatorNames.MemoryUse,
        IndicatorNames.Accuracy,
        IndicatorNames.Precision,
        IndicatorNames.Recall,
        IndicatorNames.F1,
        IndicatorNames.DriftPsi,
        IndicatorNames.DriftKs,
        IndicatorNames.Custom)]
    public string Indicator { get; set; } = "";

    /// <summary>
    /// Which share of requests has to be within the bound, for latencies: p50, p75, p90, p95, p99 or p99.9; or mean, which is all that
    /// some engines can give. Left out: p95.
    /// </summary>
    [OneOf("p50", "p75", "p90", "p95", "p99", "p99.9", Resources.Quantile.Mean)]
    public string? Quantile { get; set; }

    /// <summary>
    /// Good is below this: a duration for latencies (750ms), a percentage for shares (1%), a number for counts (5; fractions quoted).
    /// Exactly one of below and above is given.
    /// </summary>
    [Text(ObjectiveRules.BoundMax)]
    public IntOrString? Below { get; set; }

    /// <summary>
    /// Good is above this. Latencies, error-ratio, gpu-errors, gpu-temperature and drift are good when they are low and have no above;
    /// availability, accuracy, precision, recall and f1 are good when they are high and have no below.
    /// </summary>
    [Text(ObjectiveRules.BoundMax)]
    public IntOrString? Above { get; set; }

    /// <summary>
    /// An error budget: how much may be missed over how long. It adds burn rates and what is left of it to the objective's status, and
    /// moves how much capacity is kept ready. Left out: judged by the bound alone. At most 4 objectives may have one.
    /// </summary>
    public BudgetSpec? Budget { get; set; }

    /// <summary>
    /// The query of indicator custom, in PromQL, with exactly one series as its result. $selector stands for the monitor's namespace,
    /// $pods for its ready pods; each selector in the query has to hold one of them, as in up{$pods}.
    /// </summary>
    [Text(ObjectiveRules.QueryMax)]
    [Rule(ObjectiveRules.QueryText, ObjectiveRules.QueryTextMessage)]
    public string? Query { get; set; }

    /// <summary>With custom: gives how many events the value is made of, in the same form as query. For minSamples.</summary>
    [Text(ObjectiveRules.QueryMax)]
    [Rule(ObjectiveRules.QueryText, ObjectiveRules.QueryTextMessage)]
    public string? SamplesQuery { get; set; }

    /// <summary>
    /// Fewest events that make a value; with fewer the objective is not judged. For custom with samplesQuery, accuracy, precision, recall
    /// and f1. Left out: 200 for the latter four.
    /// </summary>
    [Range(1, ObjectiveRules.MinSamplesMax)]
    public int? MinSamples { get; set; }

    /// <summary>What the objective is called: its name, or its indicator's where it has none.</summary>
    [JsonIgnore]
    public string EffectiveName => Name ?? Indicator;
}
