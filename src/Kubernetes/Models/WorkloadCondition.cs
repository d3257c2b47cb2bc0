namespace ModelMonitor.Kubernetes;

/// <summary>A condition of a Pod or a Deployment. Older than <see cref="Condition"/> and looser: only type and status are sure.</summary>
public sealed class WorkloadCondition
{
    /// <summary>CamelCase type, for example <c>Ready</c> or <c>Available</c>.</summary>
    public string Type { get; set; } = "";

    /// <summary><c>True</c>, <c>False</c> or <c>Unknown</c>.</summary>
    public string Status { get; set; } = "Unknown";

    /// <summary>When <see cref="Status"/> last changed; null when the writer left it out.</summary>
    public DateTimeOffset? LastTransitionTime { get; set; }

    /// <summary>CamelCase reason, or null.</summary>
    public string? Reason { get; set; }

    /// <summary>A sentence for a person, or null.</summary>
    public string? Message { get; set; }
}
