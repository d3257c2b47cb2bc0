namespace ModelMonitor.Kubernetes;

/// <summary>An owner of an object, in the same namespace.</summary>
public sealed class OwnerReference
{
    /// <summary>The owner's group and version.</summary>
    public string? ApiVersion { get; set; }

    /// <summary>The owner's kind.</summary>
    public string? Kind { get; set; }

    /// <summary>The owner's name.</summary>
    public string? Name { get; set; }

    /// <summary>The owner's uid.</summary>
    public string? Uid { get; set; }

    /// <summary>Whether this owner is the managing controller.</summary>
    public bool? Controller { get; set; }
}
