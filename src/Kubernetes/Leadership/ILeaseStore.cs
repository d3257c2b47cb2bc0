namespace ModelMonitor.Kubernetes;

/// <summary>Reads and writes the Lease of an election: the only door between <see cref="LeaderElector"/> and the API server.</summary>
/// <remarks>Assumptions of the elector: a cancelled call ends at once, although the server may still carry it out.</remarks>
public interface ILeaseStore
{
    /// <summary>Reads the Lease as it is now, not from a cache.</summary>
    /// <param name="key">The Lease.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The Lease, or null when there is none.</returns>
    /// <exception cref="KubernetesException">The request failed.</exception>
    Task<V1Lease?> GetAsync(ObjectKey key, CancellationToken cancellationToken);

    /// <summary>Creates the Lease.</summary>
    /// <param name="lease">The Lease.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The Lease as stored.</returns>
    /// <exception cref="KubernetesException">Failed; <see cref="KubernetesException.IsAlreadyExists"/> when another was faster.</exception>
    Task<V1Lease> CreateAsync(V1Lease lease, CancellationToken cancellationToken);

    /// <summary>Changes the Lease, if nobody has changed it since it was read. Fields of the spec that are null stay as they are.</summary>
    /// <param name="key">The Lease.</param>
    /// <param name="resourceVersion">The version that was read; any other is refused.</param>
    /// <param name="spec">What to write.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The Lease as stored.</returns>
    /// <exception cref="KubernetesException">Failed; <see cref="KubernetesException.IsConflict"/> when another was faster.</exception>
    Task<V1Lease> PatchAsync(ObjectKey key, string resourceVersion, V1LeaseSpec spec, CancellationToken cancellationToken);
}
