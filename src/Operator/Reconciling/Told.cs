using System.Collections.Immutable;
using ModelMonitor.Decisions;
using ModelMonitor.Operator.Exporters;
using ModelMonitor.Resources;

namespace ModelMonitor.Operator.Reconciling;

/// <summary>What Events have been told of a monitor, so that each thing is told once. Immutable.</summary>
public sealed record Told
{
    /// <summary>Nothing told.</summary>
    public static Told Nothing { get; } = new();

    /// <summary>Each objective's state that was told last; Unknown is never told and leaves the entry as it was.</summary>
    public ImmutableDictionary<string, ObjectiveState> States { get; init; } = ImmutableDictionary<string, ObjectiveState>.Empty;

    /// <summary>The same for error budgets.</summary>
    public ImmutableDictionary<string, BudgetState> Budgets { get; init; } = ImmutableDictionary<string, BudgetState>.Empty;

    /// <summary>The reason for not being ready that stands told, or null.</summary>
    public string? NotReady { get; init; }

    /// <summary>The reason for unknown metrics that stands told, or null.</summary>
    public string? Unavailable { get; init; }

    /// <summary>
    /// The reason for unknown metrics that was seen once and not told yet: a pod that just started has no sample for a moment.
    /// </summary>
    public string? Suspected { get; init; }

    /// <summary>The limit that stands told, or null.</summary>
    public string? Limited { get; init; }

    /// <summary>Who else decides the replicas, as it stands told, or null.</summary>
    public string? Contested { get; init; }

    /// <summary>Whether it stands told that pods do not start.</summary>
    public bool CapacityMissing { get; init; }

    /// <summary>What stands told of the GPU exporter: <c>Injected</c>, or the reason for its not being ready; null for nothing.</summary>
    public string? Exporter { get; init; }

    /// <summary>What a predecessor told, read from the status it left: a restart repeats nothing.</summary>
    /// <param name="status">The status, or null.</param>
    public static Told From(ModelMonitorStatus? status)
    {
        if (status is null) return Nothing;
        return new()
        {
            States = StatesOf<ObjectiveState>(status, o => o.State).RemoveRange(NamesOf(status, nameof(ObjectiveState.Unknown))),
            Budgets = StatesOf<BudgetState>(status, o => o.BudgetState),
            NotReady = ReasonOf(ConditionType.Ready, "False") is { } reason and not (nameof(ConditionReason.Collecting) or nameof(ConditionReason.ObjectiveUnknown))
                ? reason
                : null,
            Unavailable = ReasonOf(ConditionType.MetricsAvailable, "False") is { } unknown and not nameof(ConditionReason.Collecting) ? unknown : null,
            Limited = ReasonOf(ConditionType.ScalingLimited, "True"),
            Contested = ReasonOf(ConditionType.Contested, "True"),
            Exporter = ReasonOf(ConditionType.ExporterReady, "True") is not null && status.Exporter is { Phase: nameof(ExporterPhase.Injected) }
                ? nameof(ExporterPhase.Injected)
                : ReasonOf(ConditionType.ExporterReady, "False"),
            CapacityMissing = ReasonOf(ConditionType.CapacityAvailable, "False") is not null,
        };

        string? ReasonOf(ConditionType type, string whenStatusIs) =>
            status.Conditions?.FirstOrDefault(c => c.Type == type.ToString() && c.Status == whenStatusIs)?.Reason;
    }

    private static ImmutableDictionary<string, T> StatesOf<T>(ModelMonitorStatus status, Func<ObjectiveStatus, string?> word)
        where T : struct, Enum =>
        (status.Objectives ?? []).Where(o => Enum.TryParse<T>(word(o), out _)).ToImmutableDictionary(o => o.Name, o => Enum.Parse<T>(word(o)!));

    private static IEnumerable<string> NamesOf(ModelMonitorStatus status, string state) =>
        (status.Objectives ?? []).Where(o => o.State == state).Select(o => o.Name);
}
