namespace ModelMonitor.Metrics;

/// <summary>Where an engine gives a signal.</summary>
/// <param name="Metrics">Alternatives, newest version's first; of each pod the first that it exposes counts. At least one.</param>
/// <param name="Scale">Factor to base units (0.001 for milliseconds); above 0.</param>
/// <param name="AbsentMeansZero">Whether a pod without the metric counts as 0: only where its version cannot do the thing.</param>
public sealed record EngineSignal(IReadOnlyList<EngineMetric> Metrics, double Scale, bool AbsentMeansZero);
