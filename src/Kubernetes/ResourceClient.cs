using System.Text.Json;

namespace ModelMonitor.Kubernetes;

/// <summary>Reads and writes the objects of one type.</summary>
/// <remarks>
/// Guarantees: safe for concurrent use; errors arrive as <see cref="KubernetesException"/> that name verb, resource and key.
/// Caveats: there is no whole-object replace on purpose, it would drop every field that a subset type does not read.
/// </remarks>
/// <typeparam name="T">The type.</typeparam>
public sealed class ResourceClient<T>
    where T : class, IKubernetesObject<T>
{
    private const int PageSize = 500;

    private readonly ApiConnection _connection;

    internal ResourceClient(ApiConnection connection) => _connection = connection;

    /// <summary>Reads an object as it is now.</summary>
    /// <param name="key">The object.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="KubernetesException">Failed; <see cref="KubernetesException.IsNotFound"/> when it is not there.</exception>
    public Task<T> GetAsync(ObjectKey key, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Get, "get", ResourcePath.OfObject(T.Resource, key), key, null, "", cancellationToken);

    /// <summary>Creates an object.</summary>
    /// <param name="created">The object, with its name and, where the type has one, its namespace.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The object as the server stored it.</returns>
    /// <exception cref="KubernetesException">Failed; <see cref="KubernetesException.IsAlreadyExists"/> when it is there.</exception>
    public Task<T> CreateAsync(T created, CancellationToken cancellationToken = default)
    {
        var key = ObjectKey.Of(created);
        return SendAsync(
            HttpMethod.Post, "create", ResourcePath.OfCollection(T.Resource, key.Namespace), key,
            JsonSerializer.SerializeToUtf8Bytes(created, T.JsonType), "application/json", cancellationToken);
    }

    /// <summary>Changes an object.</summary>
    /// <param name="key">The object.</param>
    /// <param name="patch">The change.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The object after the change.</returns>
    /// <exception cref="KubernetesException">Failed; <see cref="KubernetesException.IsConflict"/> when the patch is stale.</exception>
    public Task<T> PatchAsync(ObjectKey key, Patch patch, CancellationToken cancellationToken = default) =>
        PatchAsync(key, patch, subresource: null, cancellationToken);

    /// <summary>Changes an object's status, and nothing else of it.</summary>
    /// <inheritdoc cref="PatchAsync(ObjectKey, Patch, CancellationToken)"/>
    public Task<T> PatchStatusAsync(ObjectKey key, Patch patch, CancellationToken cancellationToken = default) =>
        PatchAsync(key, patch, "status", cancellationToken);

    /// <summary>Deletes an object. With finalizers it stays, marked, until they are done.</summary>
    /// <param name="key">The object.</param>
    /// <param name="preconditions">What must hold, or null.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="KubernetesException">The request failed.</exception>
    public Task DeleteAsync(ObjectKey key, Preconditions? preconditions = null, CancellationToken cancellationToken = default)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new DeleteOptions { Preconditions = preconditions }, ProtocolJsonContext.Default.DeleteOptions);
        var request = new ApiRequest(
            HttpMethod.Delete, ResourcePath.OfObject(T.Resource, key), ApiRequest.Describe("delete", T.Resource, key), body);
        return _connection.SendAsync(request, ApiRequest.DrainAsync, cancellationToken);
    }

    /// <summary>Lists and watches a selection.</summary>
    /// <param name="ns">The namespace, or null for all.</param>
    /// <param name="labelSelector">Label selector, or null for all.</param>
    /// <param name="fieldSelector">Field selector, or null for all.</param>
    public IListWatch<T> ListWatch(string? ns = null, string? labelSelector = null, string? fieldSelector = null) =>
        new ResourceListWatch<T>(_connection, T.Resource, ns, labelSelector, fieldSelector);

    /// <summary>Lists a selection as it is now, all pages of it.</summary>
    /// <param name="ns">The namespace, or null for all.</param>
    /// <param name="labelSelector">Label selector, or null for all.</param>
    /// <param name="fieldSelector">Field selector, or null for all.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>One page with everything, also with what could not be read.</returns>
    /// <exception cref="KubernetesException">Failed; <see cref="KubernetesException.IsGone"/> when the pages took too long.</exception>
    public async Task<ListPage<T>> ListAllAsync(
        string? ns = null, string? labelSelector = null, string? fieldSelector = null, CancellationToken cancellationToken = default)
    {
        var selection = ListWatch(ns, labelSelector, fieldSelector);
        var items = new List<T>();
        var undecodable = new List<UndecodableObject>();
        ListPage<T>? page = null;
        do
        {
            page = await selection.ListAsync(PageSize, page?.Continue, cancellationToken);
            items.AddRange(page.Items);
            undecodable.AddRange(page.Undecodable);
        }
        while (page.Continue is not null);

        return new ListPage<T>(items, page.ResourceVersion, null, undecodable);
    }

    private Task<T> PatchAsync(ObjectKey key, Patch patch, string? subresource, CancellationToken cancellationToken)
    {
        var query = ResourcePath.Query(("fieldManager", patch.FieldManager), ("force", patch.Force ? "true" : null));
        var path = ResourcePath.OfObject(T.Resource, key, subresource) + query;
        var verb = subresource is null ? "patch" : $"patch {subresource} of";
        return SendAsync(HttpMethod.Patch, verb, path, key, patch.Content, patch.ContentType, cancellationToken);
    }

    private Task<T> SendAsync(
        HttpMethod method,
        string verb,
        string path,
        ObjectKey key,
        ReadOnlyMemory<byte>? body,
        string contentType,
        CancellationToken cancellationToken)
    {
        var request = new ApiRequest(method, path, ApiRequest.Describe(verb, T.Resource, key), body, contentType);
        return _connection.SendAsync(request, ReadAsync, cancellationToken);
    }

    private static async ValueTask<T> ReadAsync(Stream stream, CancellationToken cancellationToken) =>
        await JsonSerializer.DeserializeAsync(stream, T.JsonType, cancellationToken) ?? throw new JsonException("null");
}
