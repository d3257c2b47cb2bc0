namespace ModelMonitor.Kubernetes;

/// <summary>Points to an object, as <c>core/v1.ObjectReference</c> (the part in use).</summary>
public sealed record V1ObjectReference
{
    /// <summary>Group and version.</summary>
    public string? ApiVersion { get; set; }

    /// <summary>Kind.</summary>
    public string? Kind { get; set; }

    /// <summary>Namespace; null for cluster-scoped objects.</summary>
    public string? Namespace { get; set; }

    /// <summary>Name.</summary>
    public string? Name { get; set; }

    /// <summary>Uid, so that a re-created object does not inherit the Events.</summary>
    public string? Uid { get; set; }
}
