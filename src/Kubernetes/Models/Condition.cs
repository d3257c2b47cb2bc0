namespace ModelMonitor.Kubernetes;

/// <summary>A condition as <c>meta/v1.Condition</c> has it.</summary>
public sealed record Condition
{
    /// <summary>CamelCase type, unique in the list.</summary>
    public string Type { get; set; } = "";

    /// <summary><c>True</c>, <c>False</c> or <c>Unknown</c>.</summary>
    public string Status { get; set; } = "Unknown";

    /// <summary>The generation of the spec that the condition was judged for.</summary>
    public long ObservedGeneration { get; set; }

    /// <summary>When <see cref="Status"/> last changed.</summary>
    public DateTimeOffset LastTransitionTime { get; set; }

    /// <summary>CamelCase reason from a closed set.</summary>
    public string Reason { get; set; } = "";

    /// <summary>One sentence for a person.</summary>
    public string Message { get; set; } = "";
}
