using System.Text.Json;

namespace ModelMonitor.Kubernetes;

/// <summary>Asks for the eviction of Pods, which respects PodDisruptionBudgets; deleting one does not.</summary>
/// <remarks>
/// Guarantees: safe for concurrent use; a request reaches only the Pod whose uid it names. Caveats: a budget's refusal is 429
/// (<see cref="KubernetesException.IsDisruptionBudget"/>) and is not sent again.
/// </remarks>
public sealed class EvictionClient
{
    private readonly ApiConnection _connection;
    private readonly Discovery _discovery;

    private readonly string? _actor;

    internal EvictionClient(ApiConnection connection, Discovery discovery, string? actor) =>
        (_connection, _discovery, _actor) = (connection, discovery, actor);

    /// <summary>Asks for one Pod's eviction, in the newest version that the server takes.</summary>
    /// <param name="pod">The Pod.</param>
    /// <param name="uid">Its uid.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <exception cref="KubernetesException">
    /// The request failed; <see cref="KubernetesException.IsConflict"/> when the Pod has another uid.
    /// </exception>
    public async Task CreateAsync(ObjectKey pod, string uid, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(uid);
        var path = ResourcePath.OfObject(V1Pod.Resource, pod, "eviction");
        // The versions that the group policy serves do not tell: 1.21 has policy/v1, but takes evictions of v1beta1 alone.
        var taken = await _discovery.FindAsync("", V1Pod.Resource.Version, r => r.Name == "pods/eviction", cancellationToken);
        var eviction = new EvictionJson
        {
            ApiVersion = $"policy/{taken?.Version ?? "v1"}",
            Metadata = new() { Name = pod.Name, Namespace = pod.Namespace },
            DeleteOptions = new() { Preconditions = new(uid) },
        };
        var body = JsonSerializer.SerializeToUtf8Bytes(eviction, ProtocolJsonContext.Default.EvictionJson);
        var request = new ApiRequest(HttpMethod.Post, path, ApiRequest.Describe("evict", V1Pod.Resource, pod), body)
        {
            As = _actor is null ? null : ServiceAccount.UserOf(pod.Namespace, _actor),
        };
        await _connection.SendAsync(request, ApiRequest.DrainAsync, cancellationToken);
    }
}
