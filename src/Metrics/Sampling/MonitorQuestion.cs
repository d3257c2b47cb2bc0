namespace ModelMonitor.Metrics;

/// <summary>What one monitor wants to know from its metrics source.</summary>
/// <param name="Key">Names the monitor in the answer; <c>namespace/name</c>.</param>
/// <param name="Namespace">Namespace of the target's pods.</param>
/// <param name="ReadyPods">Names of the target's ready pods, by the operator's own pod informer. Only their series count.</param>
/// <param name="Engine">Name of the engine preset.</param>
/// <param name="Model">Only series of this model, or null for all.</param>
/// <param name="Objectives">The objectives' indicators.</param>
public sealed record MonitorQuestion(
    string Key,
    string Namespace,
    IReadOnlySet<string> ReadyPods,
    string Engine,
    string? Model,
    IReadOnlyList<IndicatorQuestion> Objectives);
