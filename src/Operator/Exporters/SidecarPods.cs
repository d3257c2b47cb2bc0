using ModelMonitor.Actions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Operator.Reconciling;
using ModelMonitor.Operator.Sampling;

namespace ModelMonitor.Operator.Exporters;

/// <summary>What a pod shows of an exporter that was added to it. Pure.</summary>
internal static class SidecarPods
{
    /// <summary>A failed pull is tried again by the kubelet; one that goes on for longer is no hiccup.</summary>
    public static readonly TimeSpan PullPatience = TimeSpan.FromSeconds(30);

    /// <summary>Restarts from which on an exporter counts as crashing.</summary>
    public const int MostRestarts = 3;

    /// <summary>States that do not mend by themselves.</summary>
    private static readonly string[] Hopeless =
        ["InvalidImageName", "ErrImageNeverPull", "CreateContainerConfigError", "CreateContainerError", "RunContainerError", "CrashLoopBackOff"];

    private static readonly string[] Pulling = ["ErrImagePull", "ImagePullBackOff", "RegistryUnavailable", "ImageInspectError"];

    /// <summary>Whether a pod has our sidecar. The container says so; an annotation alone anybody can write.</summary>
    public static bool Carry(V1Pod pod) => IsIn(pod.Spec?.Containers, pod) || IsIn(pod.Spec?.InitContainers, pod);

    /// <summary>Whether a pod has our sidecar, and this one.</summary>
    public static bool Carry(V1Pod pod, string revision) => Carry(pod) && RevisionOf(pod) == revision;

    /// <summary>Whether the pod names claims of devices.</summary>
    public static bool HaveClaims(V1Pod pod) => pod.Spec?.ResourceClaims is { Count: > 0 };

    /// <summary>Whether the exporter runs in the pod, and the pod is ready with it.</summary>
    public static bool Prove(V1Pod pod) => pod.IsReady() && StatusOf(pod) is { Ready: true };

    /// <summary>Why the exporter does not run in the pod and will not; null while it runs or may still start.</summary>
    public static string? FailureOf(V1Pod pod, TimeSpan deadline, DateTimeOffset now)
    {
        if (StatusOf(pod) is not { Ready: false } status) return null;
        var (waiting, ended) = (status.State?.Waiting, status.State?.Terminated);
        if (waiting?.Reason is { } word && Hopeless.Contains(word)) return Words(word, waiting.Message);
        if (status.RestartCount >= MostRestarts) return Words($"ended {status.RestartCount} times", (ended ?? waiting)?.Message ?? (ended ?? waiting)?.Reason);
        // Before another container runs the pod itself is not that far: its images are pulled, its init containers work.
        if (waiting?.Reason == "PodInitializing" || CouldRunSince(pod) is not { } since) return null;
        if (waiting?.Reason is { } pull && Pulling.Contains(pull) && now - since >= PullPatience) return Words(pull, waiting.Message);
        return now - since >= deadline ? Words($"did not run within {deadline.TotalSeconds:0} s", (waiting ?? ended)?.Message ?? (waiting ?? ended)?.Reason) : null;
    }

    /// <summary>Why no node takes the pod, where that has been so for longer than a deadline; null otherwise.</summary>
    public static string? Unschedulable(V1Pod pod, TimeSpan deadline, DateTimeOffset now) =>
        pod.Find("PodScheduled") is { Status: "False", Reason: "Unschedulable" } condition && condition.LastTransitionTime is { } since && now - since >= deadline
            ? Words("no node takes the pod with it", condition.Message)
            : null;

    private static string? RevisionOf(V1Pod pod) =>
        pod.Metadata.Annotations?.TryGetValue(SidecarPatch.RevisionAnnotation, out var revision) == true ? revision : null;

    private static bool IsIn(IList<V1Container>? containers, V1Pod pod) => containers?.Any(c => c.Name == SidecarPatch.ContainerName) == true;

    private static V1ContainerStatus? StatusOf(V1Pod pod) =>
        (pod.Status?.ContainerStatuses ?? []).Concat(pod.Status?.InitContainerStatuses ?? []).FirstOrDefault(c => c.Name == SidecarPatch.ContainerName);

    private static DateTimeOffset? CouldRunSince(V1Pod pod)
    {
        // A native sidecar comes before the others: it could run as soon as the pod is on a node.
        if (IsIn(pod.Spec?.InitContainers, pod)) return pod.Find("PodScheduled") is { Status: "True" } scheduled ? scheduled.LastTransitionTime : null;
        var started = (pod.Status?.ContainerStatuses ?? [])
            .Where(c => c.Name != SidecarPatch.ContainerName).Select(c => c.State?.Running?.StartedAt).OfType<DateTimeOffset>().ToList();
        return started.Count > 0 ? started.Min() : null;
    }

    private static string Words(string what, string? more) => OthersWords.Clip(more is { Length: > 0 } ? $"{what}: {more}" : what);
}
