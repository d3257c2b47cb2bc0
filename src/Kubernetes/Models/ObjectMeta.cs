namespace ModelMonitor.Kubernetes;

/// <summary>
/// Metadata of an object: the part in use. <c>managedFields</c> is left unread on purpose, it would be most of a cached object's memory.
/// </summary>
public sealed class ObjectMeta
{
    /// <summary>Name, unique per kind and namespace.</summary>
    public string? Name { get; set; }

    /// <summary>Namespace; null for cluster-scoped objects.</summary>
    public string? Namespace { get; set; }

    /// <summary>Identity in time and space; a re-created object has another.</summary>
    public string? Uid { get; set; }

    /// <summary>Opaque version; compare for equality only.</summary>
    public string? ResourceVersion { get; set; }

    /// <summary>Counts changes of the spec.</summary>
    public long Generation { get; set; }

    /// <summary>When the object was created.</summary>
    public DateTimeOffset? CreationTimestamp { get; set; }

    /// <summary>When deletion was asked for; null while the object lives.</summary>
    public DateTimeOffset? DeletionTimestamp { get; set; }

    /// <summary>Labels; null when there are none.</summary>
    public IDictionary<string, string>? Labels { get; set; }

    /// <summary>Annotations; null when there are none.</summary>
    public IDictionary<string, string>? Annotations { get; set; }

    /// <summary>Owners; null when there are none.</summary>
    public IList<OwnerReference>? OwnerReferences { get; set; }
}
