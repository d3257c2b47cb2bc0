using ModelMonitor.Decisions;
using ModelMonitor.Metrics;
using ModelMonitor.Operator.Exporters;
using ModelMonitor.Resources;

namespace ModelMonitor.Operator.Reconciling;

/// <summary>What one reconcile found of a monitor that could be judged: what status, Events and metrics are made of.</summary>
/// <param name="Work">What was asked for.</param>
/// <param name="Replicas">The target's replicas.</param>
/// <param name="Load">The load readings.</param>
/// <param name="Verdicts">How each objective stands.</param>
/// <param name="Decision">What was decided; null when nothing is to be decided.</param>
/// <param name="Sample">What the readings come from.</param>
/// <param name="Record">The decision's record, when it is worth one; null otherwise.</param>
/// <param name="Obstacle">What keeps replicas from being moved although the spec asks for it; null when nothing does.</param>
public sealed record Finding(
    Work Work,
    ReplicaCounts Replicas,
    LoadReadings Load,
    IReadOnlyList<ObjectiveVerdict> Verdicts,
    Decision? Decision,
    MonitorSample? Sample = null,
    DecisionRecord? Record = null,
    Problem? Obstacle = null)
{
    /// <summary>How the target's pods come by a GPU exporter; null while that was not looked at.</summary>
    public ExporterVerdict? Exporter { get; init; }

    /// <summary>
    /// Whether a judgement is held through this interval because it could not be made anew. One such interval says nothing yet: what it
    /// would say of metrics waits for the next.
    /// </summary>
    public bool IsHeld => Verdicts.Any(v => v is { State: not ObjectiveState.Unknown, UnknownReason: not null });

    /// <summary>
    /// Whether the target is at 0 replicas as the spec allows: there is nothing to judge, and only the gateway's queue to know.
    /// </summary>
    public bool IsAtRest => Replicas.Current == 0 && Work.Plan.Scaling is { MinReplicas: 0 };

    /// <summary>The first thing that is not known, with a sentence on it; null when everything is known.</summary>
    public (string Reason, string Message)? Unknown
    {
        get
        {
            if (IsAtRest) return WhyUnknown("requests waiting at the gateway (spec.scaling.wakeQuery)", Load.Queued);
            foreach (var verdict in Verdicts)
                if (verdict.State == ObjectiveState.Unknown)
                    return ((verdict.UnknownReason ?? UnknownReason.Collecting).ToString(), $"{verdict.Name}: {verdict.Detail}");
            if (Work.Plan.Scaling is null) return null;
            foreach (var (name, reading) in new[] { ("requests running", Load.Running), ("requests waiting", Load.Waiting) })
                if (WhyUnknown(name, reading) is { } why) return why;
            return null;
        }
    }

    private static (string, string)? WhyUnknown(string name, Reading reading) => reading.Kind == ReadingKind.Unknown
        ? ((reading.Reason ?? UnknownReason.Collecting).ToString(), $"{name}: {reading.Reason}{(reading.Detail is null ? "" : $": {reading.Detail}")}")
        : null;
}
