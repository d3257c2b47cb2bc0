namespace ModelMonitor.Metrics;

/// <summary>A ready pod, as the operator's own pod informer shows it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">Its IP address, or null when it is not known.</param>
/// <param name="Started">Since when it is ready, and so shows its metrics; null counts as long ago.</param>
/// <param name="EngineLabel">What the pod says of its engine by a label, or null.</param>
/// <param name="Images">Images of its containers.</param>
public sealed record ReadyPod(
    string Name,
    string? Address = null,
    DateTimeOffset? Started = null,
    string? EngineLabel = null,
    IReadOnlyList<string>? Images = null);
