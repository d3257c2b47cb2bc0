namespace ModelMonitor.Kubernetes;

/// <summary>A request to the API server, with the words that its failure is described by.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Path and query below the server's address.</param>
/// <param name="What">Verb, resource and key, for example <c>get deployments.apps llm/chat</c>.</param>
/// <param name="Body">The body, or null. Bodies may carry secrets and go into no message.</param>
/// <param name="ContentType">Media type of the body.</param>
internal sealed record ApiRequest(
    HttpMethod Method, string Path, string What, ReadOnlyMemory<byte>? Body = null, string ContentType = "application/json")
{
    /// <summary>The media type of JSON.</summary>
    public const string Json = "application/json";

    /// <summary>Media types that the answer may have.</summary>
    public string Accept { get; init; } = Json;

    /// <summary>The user as whom it is sent; null: as oneself.</summary>
    public string? As { get; init; }

    /// <summary>Media types of metadata alone. A server that cannot cut objects down sends them whole.</summary>
    /// <param name="kind">PartialObjectMetadata, or its list.</param>
    public static string MetadataOnly(string kind) => $"{Json};as={kind};g=meta.k8s.io;v=v1,{Json}";

    /// <summary>Whether repeating the request changes nothing.</summary>
    public bool IsRead => Method == HttpMethod.Get;

    /// <summary>The words for a request on one object.</summary>
    public static string Describe(string verb, ResourceType type, ObjectKey key) => $"{verb} {type.GroupResource} {key}";

    /// <summary>Reads an answer whose text is of no use to its end, so that the connection can be used again.</summary>
    public static async ValueTask<bool> DrainAsync(Stream stream, CancellationToken cancellationToken)
    {
        await stream.CopyToAsync(Stream.Null, cancellationToken);
        return true;
    }
}
