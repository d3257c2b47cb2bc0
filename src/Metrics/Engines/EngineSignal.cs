namespace ModelMonitor.Metrics;

/// <summary>Where a preset finds a signal.</summary>
/// <param name="Form">How its metrics behave.</param>
/// <param name="Alternatives">Newest version's first; of each pod the first that it exposes counts. At least one.</param>
/// <param name="AbsentMeansZero">Whether a pod that is seen and has no such series counts as 0: only for a counter.</param>
/// <param name="Witnesses">
/// Metrics of which the pod must expose one for <see cref="AbsentMeansZero"/> to hold: they show that this version would count the events
/// under this name and label. None: it always holds.
/// </param>
public sealed record EngineSignal(
    SignalForm Form, IReadOnlyList<MetricAlternative> Alternatives, bool AbsentMeansZero, IReadOnlyList<EngineMetric> Witnesses)
{
    /// <summary>Of <see cref="Signal.Running"/>: whether requests that wait are among it, so that nothing tells how many they are.</summary>
    public bool IncludesWaiting { get; init; }
}
