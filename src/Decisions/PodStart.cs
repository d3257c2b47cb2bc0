namespace ModelMonitor.Decisions;

/// <summary>A pod's start: a cold start of its model server.</summary>
/// <param name="ReadyAt">When it became ready.</param>
/// <param name="Took">Time from being scheduled to being ready.</param>
public readonly record struct PodStart(DateTimeOffset ReadyAt, TimeSpan Took);
