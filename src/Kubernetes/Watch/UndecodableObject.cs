namespace ModelMonitor.Kubernetes;

/// <summary>An object that the server sent and the client could not read.</summary>
/// <param name="Key">Its key, as far as it was readable; null otherwise.</param>
/// <param name="ResourceVersion">Its resourceVersion, as far as readable; null otherwise.</param>
/// <param name="Error">What was wrong, with the JSON path.</param>
public sealed record UndecodableObject(ObjectKey? Key, string? ResourceVersion, string Error);
