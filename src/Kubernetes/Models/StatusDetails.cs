namespace ModelMonitor.Kubernetes;

/// <summary>Details of a <see cref="Status"/>.</summary>
public sealed class StatusDetails
{
    /// <summary>Why, per field; null when the server gave none.</summary>
    public IList<StatusCause>? Causes { get; set; }

    /// <summary>Seconds to wait before the next try; null when the server gave none.</summary>
    public int? RetryAfterSeconds { get; set; }
}
