using ModelMonitor.Decisions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Operator.Sampling;

namespace ModelMonitor.Operator.Reconciling;

/// <summary>What a target's pods tell of its replicas: which serve, which are coming and for how long, and what keeps them. Pure.</summary>
/// <remarks>
/// <b>Caveats</b>: a pod that was unready for a while without a restart looks like one that took that long to start; where such pods
/// are few, a high quantile of the starts is a little too long.
/// </remarks>
public static class ReplicaFacts
{
    /// <summary>Most starts that are told, the newest: as many as a cold start is learned from.</summary>
    public const int MostStarts = 20;

    /// <summary>A start that took longer was none: the pod was ready before, or somebody had to mend something first.</summary>
    public static readonly TimeSpan LongestStart = TimeSpan.FromHours(1);

    /// <summary>
    /// How long after its start a pod that was never ready says that it is not ready: the kubelet writes both at once, in whole seconds.
    /// Nothing serves and stops within the rest.
    /// </summary>
    private static readonly TimeSpan FirstReport = TimeSpan.FromSeconds(10);

    /// <summary>Labels that differ between the revisions of a Deployment's pods, and of a StatefulSet's.</summary>
    private static readonly string[] RevisionLabels = ["pod-template-hash", "controller-revision-hash"];

    /// <summary>Reads the pods.</summary>
    /// <param name="current">Replicas that the target's scale asks for.</param>
    /// <param name="living">The target's pods that are not on their way out.</param>
    public static ReplicaCounts Of(int current, IReadOnlyList<V1Pod> living) => new(current, living.Count(p => p.IsReady()))
    {
        StartingSince = [.. living.Where(WasNeverReady).Select(p => p.Metadata.CreationTimestamp).OfType<DateTimeOffset>()],
        Starts = [.. living.Select(StartOf).OfType<PodStart>().OrderByDescending(s => s.ReadyAt).Take(MostStarts)],
        IsRollingOut = RevisionLabels.Any(l => HasSeveral(living, l)),
        Blocked = WhyUnschedulable(living),
    };

    private static bool WasNeverReady(V1Pod pod) => pod.Find("Ready") switch
    {
        null => true,
        { Status: "True" } => false,
        { LastTransitionTime: { } since } => pod.Status?.StartTime is not { } started || since - started < FirstReport,
        _ => true,
    };

    private static PodStart? StartOf(V1Pod pod)
    {
        if (pod.Find("Ready") is not { Status: "True", LastTransitionTime: { } ready }) return null;
        if (pod.Find("PodScheduled") is not { Status: "True", LastTransitionTime: { } scheduled }) return null;
        var wasRestarted = pod.Status?.ContainerStatuses?.Any(c => c.RestartCount > 0) == true;
        return wasRestarted || ready < scheduled || ready - scheduled > LongestStart ? null : new PodStart(ready, ready - scheduled);
    }

    private static bool HasSeveral(IReadOnlyList<V1Pod> pods, string label)
    {
        string? first = null;
        foreach (var pod in pods)
        {
            if (pod.Metadata.Labels?.TryGetValue(label, out var value) != true) continue;
            if (first is not null && first != value) return true;
            first = value;
        }

        return false;
    }

    // By name, so that the same pod speaks each time.
    private static string? WhyUnschedulable(IReadOnlyList<V1Pod> pods) => pods
        .OrderBy(p => p.Metadata.Name, StringComparer.Ordinal)
        .Select(p => p.Find("PodScheduled"))
        .FirstOrDefault(c => c is { Status: "False", Reason: "Unschedulable" }) is { } condition
            ? OthersWords.Clip(condition.Message is { Length: > 0 } message ? message : "no node takes the pod")
            : null;
}
