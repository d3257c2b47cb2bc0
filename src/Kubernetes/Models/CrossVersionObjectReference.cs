namespace ModelMonitor.Kubernetes;

/// <summary>An object of the same namespace (<c>autoscaling/v1.CrossVersionObjectReference</c>). KEDA leaves out the kind of a Deployment.</summary>
public sealed class CrossVersionObjectReference
{
    /// <summary>Group and version; null where it was left out.</summary>
    public string? ApiVersion { get; set; }

    /// <summary>Kind; null where it was left out.</summary>
    public string? Kind { get; set; }

    /// <summary>Name.</summary>
    public string? Name { get; set; }
}
