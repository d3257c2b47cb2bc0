namespace ModelMonitor.Kubernetes;

/// <summary>The API server's answer when it has no object to return (<c>meta/v1.Status</c>, the part in use).</summary>
public sealed class Status
{
    /// <summary>HTTP status code.</summary>
    public int Code { get; set; }

    /// <summary>CamelCase reason, for example <c>NotFound</c>, <c>Conflict</c>, <c>AlreadyExists</c>, <c>Expired</c>.</summary>
    public string? Reason { get; set; }

    /// <summary>The server's words.</summary>
    public string? Message { get; set; }

    /// <summary>Causes per field, and how long to wait.</summary>
    public StatusDetails? Details { get; set; }
}
