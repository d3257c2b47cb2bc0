using ModelMonitor.Actions;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.EndToEnd.Exporters;

/// <summary>What was ever seen of a pod.</summary>
/// <param name="Name">Its name.</param>
/// <param name="FirstSeen">At which look it was seen first.</param>
/// <param name="Sidecar">Image of its GPU exporter; null when it has none.</param>
/// <param name="IsLeaving">Whether it is being deleted.</param>
/// <param name="WasReady">Whether it was ready at any time.</param>
/// <param name="LostReady">Whether it was ready and then was not, while nobody had deleted it.</param>
/// <param name="Restarts">Restarts of all its containers together.</param>
internal sealed record PodSeen(string Name, int FirstSeen, string? Sidecar, bool IsLeaving, bool WasReady, bool LostReady, int Restarts)
{
    /// <summary>What is known of a pod after one more look.</summary>
    public static PodSeen Of(V1Pod pod, PodSeen? before, int look)
    {
        var (isLeaving, isReady) = (pod.Metadata.DeletionTimestamp is not null, IsReady(pod));
        return new(
            pod.Metadata.Name!,
            before?.FirstSeen ?? look,
            SidecarOf(pod),
            isLeaving,
            isReady || before?.WasReady == true,
            before?.LostReady == true || (before?.WasReady == true && !isReady && !isLeaving),
            pod.Status?.ContainerStatuses?.Sum(c => c.RestartCount) ?? 0);
    }

    /// <summary>Whether a pod is ready.</summary>
    public static bool IsReady(V1Pod pod) => pod.Status?.Conditions?.Any(c => c is { Type: "Ready", Status: "True" }) == true;

    /// <summary>Image of a pod's GPU exporter; null when it has none.</summary>
    public static string? SidecarOf(V1Pod pod) =>
        pod.Spec!.Containers.Concat(pod.Spec.InitContainers ?? []).FirstOrDefault(c => c.Name == SidecarPatch.ContainerName)?.Image;
}
