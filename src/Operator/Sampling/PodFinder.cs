using ModelMonitor.Kubernetes;
using ModelMonitor.Metrics;

namespace ModelMonitor.Operator.Sampling;

/// <summary>Finds the pods of a target in the informer's store.</summary>
/// <param name="pods">The store of all watched pods.</param>
public sealed class PodFinder(IStore<V1Pod> pods)
{
    /// <summary>Labels by which a pod says which engine it is; ours first, then that of the Gateway API's inference extension.</summary>
    private static readonly string[] EngineLabels = ["modelmonitor.dev/engine", "llm-d.ai/engine-type"];

    /// <summary>The selected pods that are there to stay: not on their way out, and not ended.</summary>
    /// <param name="ns">The namespace.</param>
    /// <param name="selector">The target's selector.</param>
    public IReadOnlyList<V1Pod> Living(string ns, PodSelector selector) => [.. pods.List(ns).Where(p => p.IsLiving() && selector.Matches(p.Metadata.Labels))];

    /// <summary>The ready ones among <see cref="Living"/>, as the metrics sources know pods.</summary>
    /// <param name="ns">The namespace.</param>
    /// <param name="selector">The target's selector.</param>
    public IReadOnlyList<ReadyPod> Ready(string ns, PodSelector selector) => [.. Living(ns, selector).Where(p => p.IsReady()).Select(Describe)];

    private static ReadyPod Describe(V1Pod pod) => new(
        pod.Metadata.Name!,
        pod.Status?.PodIP,
        Since(pod),
        EngineLabels.Select(l => pod.Metadata.Labels?.TryGetValue(l, out var engine) == true ? engine : null).FirstOrDefault(e => e is not null),
        [.. (pod.Spec?.Containers ?? []).Select(c => c.Image).OfType<string>()]);

    // A model server may load for minutes before it shows its first metric: what counts is when it became ready.
    private static DateTimeOffset? Since(V1Pod pod) => pod.Find("Ready")?.LastTransitionTime ?? pod.Status?.StartTime;
}
