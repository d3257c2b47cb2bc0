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

    /// <summary>Whether repeating the request changes nothing.</summary>
    public bool IsRead => Method == HttpMethod.Get;

    /// <summary>The words for a request on one object.</summary>
    public static string Describe(string verb, ResourceType type, ObjectKey key) => $"{verb} {type.GroupResource} {key}";
}
