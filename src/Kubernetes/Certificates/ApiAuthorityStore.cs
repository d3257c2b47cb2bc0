using System.Text.Json.Nodes;

namespace ModelMonitor.Kubernetes;

/// <summary>A serving authority's Secret at the API server.</summary>
/// <param name="client">
/// A client without a fence: whoever finds no usable Secret makes one, leader or not, or a new replica could never become ready beside a
/// leader that knows nothing of webhooks. Each write is pinned to the version that was read.
/// </param>
/// <param name="key">The Secret.</param>
public sealed class ApiAuthorityStore(KubernetesClient client, ObjectKey key) : IAuthorityStore
{
    private readonly ResourceClient<V1Secret> _secrets = client.Resource<V1Secret>();

    /// <inheritdoc />
    public async Task<V1Secret?> GetAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _secrets.GetAsync(key, cancellationToken);
        }
        catch (KubernetesException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    /// <inheritdoc />
    public Task CreateAsync(IReadOnlyDictionary<string, byte[]?> data, CancellationToken cancellationToken) => _secrets.CreateAsync(
        new()
        {
            Metadata = new() { Name = key.Name, Namespace = key.Namespace },
            Data = data.Where(d => d.Value is not null).ToDictionary(d => d.Key, d => d.Value!),
        },
        cancellationToken);

    /// <inheritdoc />
    public Task PatchAsync(string resourceVersion, IReadOnlyDictionary<string, byte[]?> data, CancellationToken cancellationToken)
    {
        // An empty version would be no fence at all.
        ArgumentException.ThrowIfNullOrEmpty(resourceVersion);
        var values = data.Select(d => KeyValuePair.Create(d.Key, d.Value is null ? null : (JsonNode)Convert.ToBase64String(d.Value)));
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject { ["resourceVersion"] = resourceVersion },
            ["data"] = new JsonObject(values),
        };
        return _secrets.PatchAsync(key, Patch.Merge(patch.ToJsonString()), cancellationToken);
    }
}
