using ModelMonitor.Kubernetes;
using ModelMonitor.Metrics;

namespace ModelMonitor.Operator.Sampling;

/// <summary>Finds the pods of a target in the informer's store.</summary>
/// <param name="pods">The store of all watched pods.</param>
public sealed class PodFinder(IStore<V1Pod> pods)
{
    /// <summary>Labels by which a pod says which engine it is; ours first, then that of the Gateway API's inference extension.</summary>
    private static readonly string[] EngineLabels = ["modelmonitor.dev/engine", "llm-d.ai/engine-type"];

    /// <summary>The selected pods that are ready and not on their way out.</summary>
    /// <param name="ns">The namespace.</param>
    /// <param name="selector">The target's selector.</param>
    public IReadOnlyList<ReadyPod> Ready(string ns, PodSelector selector) =>
        [.. pods.List(ns).Where(p => p.Metadata.DeletionTimestamp is null && selector.Matches(p.Metadata.Labels) && IsReady(p)).Select(Describe)];

    private static ReadyPod Describe(V1Pod pod) => new(
        pod.Metadata.Name!,
        pod.Status?.PodIP,
        pod.Status?.StartTime,
        EngineLabels.Select(l => pod.Metadata.Labels?.TryGetValue(l, out var engine) == true ? engine : null).FirstOrDefault(e => e is not null),
        [.. (pod.Spec?.Containers ?? []).Select(c => c.Image).OfType<string>()]);

    private static bool IsReady(V1Pod pod) =>
        pod.Status?.Conditions?.Any(c => c is { Type: "Ready", Status: "True" }) == true;
}
