namespace ModelMonitor.Metrics;

/// <summary>What one monitor wants to know from its metrics source.</summary>
/// <param name="Key">Names the monitor in the answer; <c>namespace/name</c>.</param>
/// <param name="Namespace">Namespace of the target's pods.</param>
/// <param name="Target">Name of the target.</param>
/// <param name="Pods">The target's ready pods. Only their series count.</param>
/// <param name="Engine">Name of the engine preset; null when it is to be found out.</param>
/// <param name="Objectives">The objectives' indicators.</param>
/// <param name="Model">Only series of this model, or null for all.</param>
/// <param name="Service">The Service whose series a gateway's preset reads; null for one of the target's name.</param>
/// <param name="Port">Port of the pods' metrics endpoint where they are read directly; null for the preset's.</param>
/// <param name="Path">Path of it; null for the preset's.</param>
public sealed record MonitorQuestion(
    string Key,
    string Namespace,
    string Target,
    IReadOnlyList<ReadyPod> Pods,
    string? Engine,
    IReadOnlyList<IndicatorQuestion> Objectives,
    string? Model = null,
    string? Service = null,
    int? Port = null,
    string? Path = null)
{
    /// <summary>Whether it is to be said which pods a GPU exporter shows.</summary>
    public bool AsksGpu { get; init; }
}
