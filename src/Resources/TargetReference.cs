namespace ModelMonitor.Resources;

/// <summary>Names the guarded workload. There is no namespace in it: a monitor reaches only its own.</summary>
public sealed class TargetReference
{
    /// <summary>Group and version of the workload, for example apps/v1.</summary>
    public string ApiVersion { get; set; } = "apps/v1";

    /// <summary>Kind of the workload, for example Deployment or StatefulSet.</summary>
    public string Kind { get; set; } = "Deployment";

    /// <summary>Name of the workload.</summary>
    public string Name { get; set; } = "";
}
