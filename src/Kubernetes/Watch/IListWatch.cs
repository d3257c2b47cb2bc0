namespace ModelMonitor.Kubernetes;

/// <summary>The two reads an informer lives on. The client's resource implements it; tests may script it.</summary>
/// <typeparam name="T">The object type.</typeparam>
public interface IListWatch<T>
    where T : class, IKubernetesObject<T>
{
    /// <summary>What is listed and watched, as logs and metrics name it.</summary>
    ResourceType Resource => T.Resource;

    /// <summary>One page of a list; without a continue token a consistent read of the present (no resourceVersion is sent).</summary>
    /// <param name="limit">Most items a page may have.</param>
    /// <param name="continueToken">Token of the page before, or null for the first page.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="KubernetesException">The server refused or could not be reached.</exception>
    Task<ListPage<T>> ListAsync(int limit, string? continueToken, CancellationToken cancellationToken);

    /// <summary>
    /// Watches from a resourceVersion on. Ends cleanly when the server closes the stream. Bookmarks are asked for and passed on.
    /// An in-band <c>ERROR</c> arrives as an event, a refused request as <see cref="KubernetesException"/>.
    /// </summary>
    /// <param name="resourceVersion">Where to start; opaque.</param>
    /// <param name="timeout">After how long the server is asked to close the stream.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    IAsyncEnumerable<WatchEvent<T>> WatchAsync(string resourceVersion, TimeSpan timeout, CancellationToken cancellationToken);
}
