using ModelMonitor.Decisions;
using ModelMonitor.Resources;

namespace ModelMonitor.Operator.Reconciling;

/// <summary>
/// What the operator remembers of one monitor between two reconciles. Only that monitor's reconcile touches it, and the queue never
/// runs two of one key at once.
/// </summary>
public sealed class MonitorMemory
{
    /// <summary>What the pipeline remembers.</summary>
    public required MonitorState State { get; set; }

    /// <summary>The uid of the object that this memory belongs to; a re-created one of the same name starts afresh.</summary>
    public required string Uid { get; init; }

    /// <summary>The status as last written, and the resourceVersions before and after; null before the first write.</summary>
    public WrittenStatus? Written { get; set; }

    /// <summary>The measured values that stand in the status now, by objective.</summary>
    public Dictionary<string, double> ShownValues { get; } = [];

    /// <summary>When the status was last written; null before the first write.</summary>
    public DateTimeOffset? WrittenAt { get; set; }

    /// <summary>The last decision, for metrics; null before the first.</summary>
    public Decision? LastDecision { get; set; }

    /// <summary>The last verdicts, for metrics.</summary>
    public IReadOnlyList<ObjectiveVerdict> LastVerdicts { get; set; } = [];

    /// <summary>What was told last, so that nothing is told twice.</summary>
    public Told Told { get; set; } = Told.Nothing;

    /// <summary>A memory for a monitor seen for the first time by this process: what the status says of the past is taken over.</summary>
    /// <param name="monitor">The monitor.</param>
    /// <param name="now">The present.</param>
    public static MonitorMemory Of(V1Alpha1ModelMonitor monitor, DateTimeOffset now)
    {
        var changes = (monitor.Status?.Decisions ?? [])
            .Where(d => d.From != d.To && d.Outcome != DecisionOutcome.Failed)
            .Select(d => new PastChange(d.Time, d.From, d.To));
        return new()
        {
            Uid = monitor.Metadata.Uid ?? "",
            State = MonitorState.Restore([.. changes], now),
            Told = Told.From(monitor.Status),
        };
    }
}
