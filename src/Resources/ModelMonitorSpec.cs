using ModelMonitor.Resources.Rules;
using ModelMonitor.Resources.Schema;

namespace ModelMonitor.Resources;

/// <summary>What is wanted.</summary>
[Rule(ScalingSpecRules.KnownObjectives, ScalingSpecRules.KnownObjectivesMessage, FieldPath = ".scaling.objectives")]
public sealed class ModelMonitorSpec
{
    internal const string EngineMessage = $"engine must name an engine preset, {LabelRule.Form}";

    /// <summary>The workload to guard, in the same namespace. It needs a scale subresource.</summary>
    [Required]
    public TargetReference TargetRef { get; set; } = new();

    /// <summary>Enforce acts; Recommend decides and records but sends nothing; Paused judges and leaves replicas as they are. Left out: Enforce.</summary>
    public MonitorMode Mode { get; set; } = MonitorMode.Enforce;

    /// <summary>
    /// The model server's software, which fixes the names of its metrics: vllm, sglang, tgi, trtllm-serve, triton, triton-tensorrt-llm, kserve,
    /// tensorflow-serving, torchserve, ray-serve, llama-cpp, nim, dynamo, opentelemetry-http, istio, ingress-nginx, or one that the operator's
    /// administrator added; custom when every objective brings its own query. Left out: found out from the pods, see status.engine.
    /// </summary>
    [Text(LabelRule.Max)]
    [Rule(LabelRule.Cel, EngineMessage)]
    public string? Engine { get; set; }

    /// <summary>Where and how metrics are read. Everything in it is optional.</summary>
    public MetricsSpec? Metrics { get; set; }

    /// <summary>Where the GPU's metrics come from. Left out: from the nodes' exporters, where there are any.</summary>
    public GpuExporterSpec? GpuExporter { get; set; }

    /// <summary>What good service means. 1 to 16.</summary>
    [Required]
    [Items(ObjectiveRules.ListMax)]
    [Rule(ObjectiveRules.NotEmpty, ObjectiveRules.NotEmptyMessage)]
    [Rule(ObjectiveRules.UniqueNames, ObjectiveRules.UniqueNamesMessage)]
    [Rule(BudgetRules.Count, BudgetRules.CountMessage)]
    public IList<ObjectiveSpec> Objectives { get; set; } = [];

    /// <summary>How replicas may be moved. Left out: judged and told, never scaled.</summary>
    public ScalingSpec? Scaling { get; set; }
}
