using ModelMonitor.Resources.Rules;
using ModelMonitor.Resources.Schema;

namespace ModelMonitor.Resources;

/// <summary>Names the guarded workload. There is no namespace in it: a monitor reaches only its own.</summary>
public sealed class TargetReference
{
    /// <summary>Group and version of the workload, for example apps/v1. Left out: apps/v1.</summary>
    [Text(TargetRules.ApiVersionMax)]
    [Rule(TargetRules.ApiVersion, TargetRules.ApiVersionMessage)]
    public string ApiVersion { get; set; } = "apps/v1";

    /// <summary>Kind of the workload, for example StatefulSet. Left out: Deployment.</summary>
    [Text(TargetRules.KindMax)]
    [Rule(TargetRules.Kind, TargetRules.KindMessage)]
    public string Kind { get; set; } = "Deployment";

    /// <summary>Name of the workload.</summary>
    [Required]
    [Text(TargetRules.NameMax)]
    [Rule(TargetRules.Name, TargetRules.NameMessage)]
    public string Name { get; set; } = "";
}
