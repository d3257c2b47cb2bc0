namespace ModelMonitor.Metrics;

/// <summary>One endpoint of one pod. A pod that was replaced under its old name has another address, and is another one.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="Address">Its IP address, or null.</param>
/// <param name="Port">Port of the metrics endpoint.</param>
/// <param name="Path">Path of the metrics endpoint.</param>
internal sealed record PodTarget(string Namespace, string Name, string? Address, int Port, string Path)
{
    public static PodTarget Of(string ns, ReadyPod pod, int port, string path) => new(ns, pod.Name, pod.Address, port, path);
}
