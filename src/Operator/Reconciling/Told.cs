using System.Collections.Immutable;
using ModelMonitor.Decisions;
using ModelMonitor.Resources;

namespace ModelMonitor.Operator.Reconciling;

/// <summary>What Events have been told of a monitor, so that each thing is told once. Immutable.</summary>
/// <param name="States">Each objective's state that was told last; Unknown is never told and leaves the entry as it was.</param>
/// <param name="NotReady">The reason for not being ready that stands told, or null.</param>
/// <param name="Unavailable">The reason for unknown metrics that stands told, or null.</param>
/// <param name="Suspected">The reason for unknown metrics that was seen once and not told yet: a pod that just started has no sample for a moment.</param>
/// <param name="Limited">Whether a limit stands told.</param>
public sealed record Told(ImmutableDictionary<string, ObjectiveState> States, string? NotReady, string? Unavailable, string? Suspected, bool Limited)
{
    /// <summary>Nothing told.</summary>
    public static Told Nothing { get; } = new(ImmutableDictionary<string, ObjectiveState>.Empty, null, null, null, false);

    /// <summary>What a predecessor told, read from the status it left: a restart repeats nothing.</summary>
    /// <param name="status">The status, or null.</param>
    public static Told From(ModelMonitorStatus? status)
    {
        if (status is null) return Nothing;
        var states = (status.Objectives ?? [])
            .Where(o => Enum.TryParse<ObjectiveState>(o.State, out var state) && state != ObjectiveState.Unknown)
            .ToImmutableDictionary(o => o.Name, o => Enum.Parse<ObjectiveState>(o.State));
        return new(
            states,
            ReasonOf(ConditionType.Ready, "False") is { } reason and not (nameof(ConditionReason.Collecting) or nameof(ConditionReason.ObjectiveUnknown))
                ? reason
                : null,
            ReasonOf(ConditionType.MetricsAvailable, "False") is { } unknown and not nameof(ConditionReason.Collecting) ? unknown : null,
            null,
            ReasonOf(ConditionType.ScalingLimited, "True") is not null);

        string? ReasonOf(ConditionType type, string whenStatusIs) =>
            status.Conditions?.FirstOrDefault(c => c.Type == type.ToString() && c.Status == whenStatusIs)?.Reason;
    }
}
