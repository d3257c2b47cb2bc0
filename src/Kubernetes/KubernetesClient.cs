using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ModelMonitor.Kubernetes;

/// <summary>The way to one API server.</summary>
/// <remarks>
/// Guarantees: safe for concurrent use; every request but a watch ends within <see cref="ClientConfig.RequestTimeout"/>; reads are
/// sent again after 429 and 503, writes after 429 only; with a fence, writes throw <see cref="LeadershipLostException"/> where it
/// says so, and end within the time it gives. Caveats: after a failed write with
/// <see cref="KubernetesException.IsOutcomeUnknown"/>, read before anything is repeated. There is no limit on the rate of requests:
/// the server's flow control sets it.
/// </remarks>
public sealed class KubernetesClient : IDisposable
{
    /// <summary>What this client calls itself in every request; servers take it for the manager of the fields that it writes.</summary>
    public const string Agent = "modelmonitor";

    private readonly ApiConnection _connection;
    private readonly Discovery _discovery;

    /// <summary>A client; nothing is sent yet.</summary>
    /// <param name="config">The server, and who asks.</param>
    /// <param name="time">The clock for deadlines and waits; the system's by default.</param>
    /// <param name="loggers">Where retries and warnings go.</param>
    /// <param name="fence">Asked before every try of a write; null lets all pass.</param>
    /// <param name="actor">Name of the service account as which <see cref="Scales"/> and <see cref="Evictions"/> ask; null: as oneself.</param>
    /// <exception cref="ClientConfigException">The parts of the config do not go together.</exception>
    public KubernetesClient(
        ClientConfig config, TimeProvider? time = null, ILoggerFactory? loggers = null, IWriteFence? fence = null, string? actor = null)
    {
        time ??= TimeProvider.System;
        _connection = new ApiConnection(config, time, loggers ?? NullLoggerFactory.Instance, fence);
        _discovery = new Discovery(_connection, time);
        Scales = new ScaleClient(_connection, actor);
        Evictions = new EvictionClient(_connection, _discovery, actor);
        Actor = actor;
    }

    /// <summary>
    /// Name of the service account, in the namespace that is acted in, as which <see cref="Scales"/> and <see cref="Evictions"/> ask;
    /// null: as oneself. Whether the account is there matters less than what it may do: a server asks only for that.
    /// </summary>
    public string? Actor { get; }

    /// <summary>The scale subresource of any workload.</summary>
    public ScaleClient Scales { get; }

    /// <summary>The eviction subresource of Pods.</summary>
    public EvictionClient Evictions { get; }

    /// <summary>The objects of a type.</summary>
    /// <typeparam name="T">The type.</typeparam>
    public ResourceClient<T> Resource<T>()
        where T : class, IKubernetesObject<T> => new(_connection);

    /// <summary>Lists and watches the metadata of any resource's objects; the server sends nothing else of them.</summary>
    /// <param name="type">The resource.</param>
    /// <param name="ns">The namespace, or null for all.</param>
    public IListWatch<V1PartialObjectMetadata> ListWatchMetadata(ResourceType type, string? ns = null) =>
        new ResourceListWatch<V1PartialObjectMetadata>(_connection, type, ns, form: ObjectForm.Metadata);

    /// <summary>The server's version, for example <c>v1.36.2</c>.</summary>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="KubernetesException">The request failed.</exception>
    public async Task<string> GetVersionAsync(CancellationToken cancellationToken = default)
    {
        var version = await _connection.SendAsync(
            new ApiRequest(HttpMethod.Get, "/version", "get version"),
            (stream, ct) => JsonSerializer.DeserializeAsync(stream, ProtocolJsonContext.Default.VersionInfo, ct),
            cancellationToken);
        return version?.GitVersion ?? "";
    }

    /// <summary>Finds the resource of a kind, asking the server. An answer "not there" is remembered for up to 60 s.</summary>
    /// <param name="apiVersion">Group and version, for example <c>apps/v1</c>.</param>
    /// <param name="kind">Kind, for example <c>Deployment</c>.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The resource, or null when the server has none of that name; no server has one of a malformed apiVersion.</returns>
    /// <exception cref="KubernetesException">The request failed.</exception>
    public async Task<ResourceType?> FindResourceAsync(string apiVersion, string kind, CancellationToken cancellationToken = default)
    {
        var parts = apiVersion.Split('/');
        if (parts.Length > 2 || !parts.All(ResourcePath.IsSegment)) return null;
        var (group, version) = (parts.Length == 2 ? parts[0] : "", parts[^1]);
        var found = await _discovery.FindAsync(
            group, version, r => r.Kind == kind && !r.Name.Contains('/', StringComparison.Ordinal), cancellationToken);
        return found is null ? null : new ResourceType(group, version, found.Kind, found.Name, found.Namespaced);
    }

    /// <summary>Whether a resource has the scale subresource. An answer "no" is remembered for up to 60 s.</summary>
    /// <param name="type">The resource.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="KubernetesException">The request failed.</exception>
    public async Task<bool> HasScaleAsync(ResourceType type, CancellationToken cancellationToken = default) =>
        await _discovery.FindAsync(type.Group, type.Version, r => r.Name == $"{type.Plural}/scale", cancellationToken) is not null;

    /// <summary>
    /// Who wrote which fields of an object. Asked for as a list of one, because <c>list</c> is a right that whoever watches has, and
    /// <c>get</c> is not.
    /// </summary>
    /// <param name="type">The resource.</param>
    /// <param name="key">The object.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The managers; none where the object is gone or the server does not keep them.</returns>
    /// <exception cref="KubernetesException">The request failed.</exception>
    public async Task<IReadOnlyList<FieldsManager>> GetFieldsManagersAsync(ResourceType type, ObjectKey key, CancellationToken cancellationToken = default)
    {
        var path = ResourcePath.OfCollection(type, key.Namespace) + ResourcePath.Query(("fieldSelector", $"metadata.name={key.Name}"));
        var list = await _connection.SendAsync(
            new ApiRequest(HttpMethod.Get, path, ApiRequest.Describe("list", type, key)) { Accept = ApiRequest.MetadataOnly("PartialObjectMetadataList") },
            (stream, ct) => JsonSerializer.DeserializeAsync(stream, ProtocolJsonContext.Default.ManagedObjectList, ct),
            cancellationToken);
        return [.. list?.Items?.FirstOrDefault()?.Metadata?.ManagedFields ?? []];
    }

    /// <summary>Sends a request by its path, for objects that have no type here. Same deadline, retries and errors as all others.</summary>
    /// <param name="method">HTTP method.</param>
    /// <param name="path">Path and query below the server's address, starting with a slash, escaped by the caller.</param>
    /// <param name="json">The body, or null.</param>
    /// <param name="contentType">Media type of the body.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The answer, or null when it is empty.</returns>
    /// <exception cref="KubernetesException">The request failed.</exception>
    public Task<JsonNode?> SendRawAsync(
        HttpMethod method,
        string path,
        string? json = null,
        string contentType = "application/json",
        CancellationToken cancellationToken = default)
    {
        if (!path.StartsWith('/')) throw new ArgumentException("a path starts with a slash", nameof(path));
        var request = new ApiRequest(
            method, path, $"{method.Method.ToLowerInvariant()} {path}", json is null ? null : Encoding.UTF8.GetBytes(json), contentType);
        return _connection.SendAsync(request, ReadNodeAsync, cancellationToken);
    }

    /// <summary>Closes the connections; running requests fail.</summary>
    public void Dispose() => _connection.Dispose();

    private static async ValueTask<JsonNode?> ReadNodeAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        await stream.CopyToAsync(buffer, cancellationToken);
        return buffer.Length == 0 ? null : JsonNode.Parse(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }
}
