namespace ModelMonitor.Metrics;

/// <summary>One endpoint of one pod. A pod that was replaced or restarted from scratch under its old name is another one.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="Address">Its IP address, or null.</param>
/// <param name="Started">When it was started.</param>
/// <param name="Port">Port of the metrics endpoint.</param>
/// <param name="Path">Path of the metrics endpoint.</param>
internal sealed record PodTarget(string Namespace, string Name, string? Address, DateTimeOffset? Started, int Port, string Path)
{
    public static PodTarget Of(string ns, ReadyPod pod, int port, string path) => new(ns, pod.Name, pod.Address, pod.Started, port, path);
}
