namespace ModelMonitor.Kubernetes;

/// <summary>What a watch reported.</summary>
/// <typeparam name="T">The object type.</typeparam>
/// <param name="Type">What happened.</param>
/// <param name="Object">The object; null for bookmarks, errors and undecodable objects.</param>
/// <param name="ResourceVersion">The version to go on from; null for errors, or where it could not be read.</param>
/// <param name="Error">The server's Status, for <see cref="WatchEventType.Error"/>.</param>
/// <param name="Undecodable">The object that could not be read, for <see cref="WatchEventType.Undecodable"/>.</param>
public sealed record WatchEvent<T>(
    WatchEventType Type,
    T? Object,
    string? ResourceVersion,
    Status? Error = null,
    UndecodableObject? Undecodable = null)
    where T : class;
