using System.Text.Json;

namespace ModelMonitor.Kubernetes;

/// <summary>Leases at the API server.</summary>
/// <param name="client">
/// A client without a fence, or nobody could ever become leader, and with <see cref="LeaderElectionOptions.RequestTimeout"/>, so
/// that a lost answer leaves time for another try.
/// </param>
[Rbac("coordination.k8s.io", "leases", "create", OwnNamespace = true)]
[Rbac("coordination.k8s.io", "leases", "get,patch", Names = LeaderElectionOptions.DefaultName, OwnNamespace = true)]
public sealed class ApiLeaseStore(KubernetesClient client) : ILeaseStore
{
    private readonly ResourceClient<V1Lease> _leases = client.Resource<V1Lease>();

    /// <inheritdoc />
    public async Task<V1Lease?> GetAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        try
        {
            return await _leases.GetAsync(key, cancellationToken);
        }
        catch (KubernetesException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    /// <inheritdoc />
    public Task<V1Lease> CreateAsync(V1Lease lease, CancellationToken cancellationToken) => _leases.CreateAsync(lease, cancellationToken);

    /// <inheritdoc />
    public Task<V1Lease> PatchAsync(ObjectKey key, string resourceVersion, V1LeaseSpec spec, CancellationToken cancellationToken)
    {
        // An empty version would be no fence at all.
        ArgumentException.ThrowIfNullOrEmpty(resourceVersion);
        var patch = JsonSerializer.SerializeToUtf8Bytes(new(new(resourceVersion), spec), ModelsJsonContext.Default.LeasePatch);
        return _leases.PatchAsync(key, Patch.Merge(patch), cancellationToken);
    }
}
