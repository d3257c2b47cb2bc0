using ModelMonitor.Decisions;
using ModelMonitor.Metrics;
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
    /// <summary>
    /// Whether a judgement is held through this interval because it could not be made anew. One such interval says nothing yet: what it
    /// would say of metrics waits for the next.
    /// </summary>
    public bool IsHeld => Verdicts.Any(v => v is { State: not ObjectiveState.Unknown, UnknownReason: not null });

    /// <summary>The first thing that is not known, with a sentence on it; null when everything is known.</summary>
    public (string Reason, string Message)? Unknown
    {
        get
        {
            foreach (var verdict in Verdicts)
                if (verdict.State == ObjectiveState.Unknown)
                    return ((verdict.UnknownReason ?? UnknownReason.Collecting).ToString(), $"{verdict.Name}: {verdict.Detail}");
            if (Work.Plan.Scaling is null) return null;
            foreach (var (name, reading) in new[] { ("requests running", Load.Running), ("requests waiting", Load.Waiting) })
                if (reading.Kind == ReadingKind.Unknown)
                    return ((reading.Reason ?? UnknownReason.Collecting).ToString(), $"{name}: {reading.Reason}{(reading.Detail is null ? "" : $": {reading.Detail}")}");
            return null;
        }
    }
}
