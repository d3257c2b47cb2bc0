namespace ModelMonitor.Kubernetes;

/// <summary>One page of a list.</summary>
/// <typeparam name="T">The object type.</typeparam>
/// <param name="Items">The objects that could be read.</param>
/// <param name="ResourceVersion">The list's version, where a watch may start; opaque.</param>
/// <param name="Continue">Token of the next page, or null on the last.</param>
/// <param name="Undecodable">Objects that could not be read: their keys where readable, and why. They stop nobody else.</param>
public sealed record ListPage<T>(
    IReadOnlyList<T> Items,
    string ResourceVersion,
    string? Continue,
    IReadOnlyList<UndecodableObject> Undecodable);
