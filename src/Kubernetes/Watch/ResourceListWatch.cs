using System.Globalization;
using System.Runtime.CompilerServices;

namespace ModelMonitor.Kubernetes;

/// <summary>Lists and watches a selection of one type at the API server.</summary>
/// <remarks>
/// Guarantees: safe for concurrent use; every watch has a connection stream of its own, given back when the enumeration ends.
/// Caveats: a silent server is noticed by HTTP/2 pings only; over HTTP/1.1 the caller's idle limit has to.
/// </remarks>
/// <param name="connection">The server.</param>
/// <param name="resource">What to list and watch.</param>
/// <param name="ns">The namespace, or null for all.</param>
/// <param name="labelSelector">Label selector, or null for all.</param>
/// <param name="fieldSelector">Field selector, or null for all.</param>
/// <param name="form">How objects shall be sent.</param>
internal sealed class ResourceListWatch<T>(
    ApiConnection connection,
    ResourceType resource,
    string? ns = null,
    string? labelSelector = null,
    string? fieldSelector = null,
    ObjectForm form = ObjectForm.Whole)
    : IListWatch<T>
    where T : class, IKubernetesObject<T>
{
    private readonly string _path = ResourcePath.OfCollection(resource, ns);
    private readonly string _selection = resource.GroupResource + (ns is null ? "" : $" in {ns}");

    public ResourceType Resource => resource;

    public Task<ListPage<T>> ListAsync(int limit, string? continueToken, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var query = ResourcePath.Query(
            ("limit", limit.ToString(CultureInfo.InvariantCulture)),
            ("continue", continueToken),
            ("labelSelector", labelSelector),
            ("fieldSelector", fieldSelector));
        return connection.SendAsync(
            new ApiRequest(HttpMethod.Get, _path + query, $"list {_selection}") { Accept = Accept("PartialObjectMetadataList") },
            ListDecoder.ReadAsync<T>, cancellationToken);
    }

    public async IAsyncEnumerable<WatchEvent<T>> WatchAsync(
        string resourceVersion, TimeSpan timeout, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Without a version the server would start with made-up events for all there is.
        ArgumentException.ThrowIfNullOrEmpty(resourceVersion);
        var query = ResourcePath.Query(
            ("watch", "1"),
            ("resourceVersion", resourceVersion),
            ("allowWatchBookmarks", "true"),
            ("timeoutSeconds", ((long)Math.Ceiling(timeout.TotalSeconds)).ToString(CultureInfo.InvariantCulture)),
            ("labelSelector", labelSelector),
            ("fieldSelector", fieldSelector));
        var request = new ApiRequest(HttpMethod.Get, _path + query, $"watch {_selection}") { Accept = Accept("PartialObjectMetadata") };
        using var response = await connection.OpenAsync(request, cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var events = WatchDecoder.ReadAsync(stream, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await MoveNextAsync(events, request, cancellationToken))
            if (events.Current is { } envelope) yield return WatchDecoder.Decode<T>(envelope);
    }

    private string Accept(string kind) => form == ObjectForm.Whole ? ApiRequest.Json : ApiRequest.MetadataOnly(kind);

    // Half an event and a broken connection are the same to the caller: the stream is gone, go on from the last version.
    private async ValueTask<bool> MoveNextAsync(
        IAsyncEnumerator<WatchEnvelope?> events, ApiRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (Exception e) when (connection.Failure(e, request, cancellationToken) is { } failure)
        {
            throw new KubernetesException($"{request.What}: the stream broke off: {e.Message}", innerException: failure.InnerException);
        }
    }
}
