using System.Buffers;
using System.Text.Json;

namespace ModelMonitor.Kubernetes;

/// <summary>Reads and sets the number of replicas of any workload that has the scale subresource.</summary>
/// <remarks>Guarantees: safe for concurrent use; a write reaches only the object and version that its preconditions name.</remarks>
public sealed class ScaleClient : IScaleClient
{
    private readonly ApiConnection _connection;

    internal ScaleClient(ApiConnection connection, string? actor) => (_connection, Actor) = (connection, actor);

    /// <inheritdoc />
    public string? Actor { get; }

    /// <summary>Reads a workload's scale as it is now.</summary>
    /// <param name="target">The workload's resource.</param>
    /// <param name="key">The workload.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="KubernetesException">The request failed.</exception>
    public Task<Scale> GetAsync(ResourceType target, ObjectKey key, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Get, "get scale of", target, key, null, "", cancellationToken);

    /// <summary>
    /// Sets the number of replicas of the very object and version that was read. After
    /// <see cref="KubernetesException.IsConflict"/>, and after any failure with
    /// <see cref="KubernetesException.IsOutcomeUnknown"/>, read again and decide anew.
    /// </summary>
    /// <param name="target">The workload's resource.</param>
    /// <param name="key">The workload.</param>
    /// <param name="replicas">The number, absolute, ≥ 0.</param>
    /// <param name="uid">The workload's uid.</param>
    /// <param name="resourceVersion">The workload's resourceVersion.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The scale after the write.</returns>
    /// <exception cref="KubernetesException">The request failed.</exception>
    public Task<Scale> PatchAsync(
        ResourceType target, ObjectKey key, int replicas, string uid, string resourceVersion, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(replicas);
        // Empty preconditions would be none at all.
        ArgumentException.ThrowIfNullOrEmpty(uid);
        ArgumentException.ThrowIfNullOrEmpty(resourceVersion);
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteStartObject("metadata");
            json.WriteString("uid", uid);
            json.WriteString("resourceVersion", resourceVersion);
            json.WriteEndObject();
            json.WriteStartObject("spec");
            json.WriteNumber("replicas", replicas);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        var patch = Patch.Merge(body.WrittenMemory);
        return SendAsync(HttpMethod.Patch, "patch scale of", target, key, patch.Content, patch.ContentType, cancellationToken);
    }

    private Task<Scale> SendAsync(
        HttpMethod method,
        string verb,
        ResourceType target,
        ObjectKey key,
        ReadOnlyMemory<byte>? body,
        string contentType,
        CancellationToken cancellationToken)
    {
        var path = ResourcePath.OfObject(target, key, "scale");
        return _connection.SendAsync(
            new ApiRequest(method, path, ApiRequest.Describe(verb, target, key), body, contentType)
            {
                As = Actor is null ? null : ServiceAccount.UserOf(key.Namespace, Actor),
            },
            ReadAsync,
            cancellationToken);
    }

    private static async ValueTask<Scale> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var scale = await JsonSerializer.DeserializeAsync(stream, ProtocolJsonContext.Default.ScaleJson, cancellationToken);
        return scale?.Metadata is { Uid: not null, ResourceVersion: not null } metadata
            ? new Scale(metadata, scale.Spec?.Replicas ?? 0, scale.Status?.Replicas ?? 0, scale.Status?.Selector)
            : throw new JsonException("a scale without uid and resourceVersion");
    }
}
