namespace ModelMonitor.Kubernetes;

/// <summary>Where a serving authority keeps its Secret.</summary>
public interface IAuthorityStore
{
    /// <summary>Reads it.</summary>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The Secret, or null when it is not there.</returns>
    /// <exception cref="KubernetesException">The request failed.</exception>
    Task<V1Secret?> GetAsync(CancellationToken cancellationToken);

    /// <summary>Creates it.</summary>
    /// <param name="data">Values by key.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="KubernetesException">Failed; <see cref="KubernetesException.IsAlreadyExists"/> when somebody else was first.</exception>
    Task CreateAsync(IReadOnlyDictionary<string, byte[]?> data, CancellationToken cancellationToken);

    /// <summary>Changes it.</summary>
    /// <param name="resourceVersion">The version that the change is meant for.</param>
    /// <param name="data">Values by key; null for one to take away.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="KubernetesException">Failed; <see cref="KubernetesException.IsConflict"/> when somebody else was first.</exception>
    Task PatchAsync(string resourceVersion, IReadOnlyDictionary<string, byte[]?> data, CancellationToken cancellationToken);
}
