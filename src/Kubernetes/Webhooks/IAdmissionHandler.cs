namespace ModelMonitor.Kubernetes;

/// <summary>Decides on requests that an API server asks about.</summary>
/// <remarks>Guarantees wanted of implementations: safe for concurrent use, no I/O (the server waits), no exception for bad objects.</remarks>
public interface IAdmissionHandler
{
    /// <summary>Decides on one request.</summary>
    /// <param name="request">The request.</param>
    AdmissionResponse Review(AdmissionRequest request);
}
