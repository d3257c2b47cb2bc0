using ModelMonitor.Kubernetes;

namespace ModelMonitor.Operator.Sampling;

/// <summary>Finds the pods of a target in the informer's store.</summary>
/// <param name="pods">The store of all watched pods.</param>
public sealed class PodFinder(IStore<V1Pod> pods)
{
    /// <summary>Names of the selected pods that are ready and not on their way out.</summary>
    /// <param name="ns">The namespace.</param>
    /// <param name="selector">The target's selector.</param>
    public IReadOnlySet<string> Ready(string ns, PodSelector selector) =>
        pods.List(ns)
            .Where(p => p.Metadata.DeletionTimestamp is null && selector.Matches(p.Metadata.Labels) && IsReady(p))
            .Select(p => p.Metadata.Name!)
            .ToHashSet(StringComparer.Ordinal);

    private static bool IsReady(V1Pod pod) =>
        pod.Status?.Conditions?.Any(c => c is { Type: "Ready", Status: "True" }) == true;
}
