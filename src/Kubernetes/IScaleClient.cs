namespace ModelMonitor.Kubernetes;

/// <summary>Reads and sets replicas; <see cref="ScaleClient"/> does it over the API, tests may stand in for its failures.</summary>
public interface IScaleClient
{
    /// <summary>Name of the service account, in the workload's namespace, as which it asks; null: as itself.</summary>
    string? Actor => null;

    /// <summary>Reads a workload's scale as it is now.</summary>
    /// <param name="target">The workload's resource.</param>
    /// <param name="key">The workload.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="KubernetesException">The request failed.</exception>
    Task<Scale> GetAsync(ResourceType target, ObjectKey key, CancellationToken cancellationToken = default);

    /// <summary>Sets the number of replicas of the very object and version that was read.</summary>
    /// <param name="target">The workload's resource.</param>
    /// <param name="key">The workload.</param>
    /// <param name="replicas">The number, absolute, ≥ 0.</param>
    /// <param name="uid">The workload's uid.</param>
    /// <param name="resourceVersion">The workload's resourceVersion.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="KubernetesException">The request failed.</exception>
    Task<Scale> PatchAsync(
        ResourceType target, ObjectKey key, int replicas, string uid, string resourceVersion, CancellationToken cancellationToken = default);
}
