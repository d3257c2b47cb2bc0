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
        Since(pod),
        EngineLabels.Select(l => pod.Metadata.Labels?.TryGetValue(l, out var engine) == true ? engine : null).FirstOrDefault(e => e is not null),
        [.. (pod.Spec?.Containers ?? []).Select(c => c.Image).OfType<string>()]);

    // A model server may load for minutes before it shows its first metric: what counts is when it became ready.
    private static DateTimeOffset? Since(V1Pod pod) => ReadyOf(pod)?.LastTransitionTime ?? pod.Status?.StartTime;

    private static bool IsReady(V1Pod pod) => ReadyOf(pod) is { Status: "True" };

    private static WorkloadCondition? ReadyOf(V1Pod pod) => pod.Status?.Conditions?.FirstOrDefault(c => c.Type == "Ready");
}
