namespace ModelMonitor.Kubernetes;

/// <summary>One cause in a <see cref="Status"/>.</summary>
public sealed class StatusCause
{
    /// <summary>CamelCase reason, for example <c>FieldValueInvalid</c>.</summary>
    public string? Reason { get; set; }

    /// <summary>The cause in words.</summary>
    public string? Message { get; set; }

    /// <summary>The field, as a JSON path.</summary>
    public string? Field { get; set; }
}
