namespace ModelMonitor.Decisions;

/// <summary>Everything that is known of a target at one moment. A decision sees nothing else.</summary>
/// <param name="Objectives">Each objective's indicator by objective name; a missing name counts as <see cref="UnknownReason.Collecting"/>.</param>
/// <param name="Load">How much work there is.</param>
/// <param name="Replicas">How many pods work on it.</param>
public sealed record Observation(IReadOnlyDictionary<string, Reading> Objectives, LoadReadings Load, ReplicaCounts Replicas);
