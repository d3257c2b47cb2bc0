using ModelMonitor.Decisions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Resources;

namespace ModelMonitor.Operator.Reconciling;

/// <summary>
/// What the operator remembers of one monitor between two reconciles. Only that monitor's reconcile touches it, and the queue never
/// runs two of one key at once.
/// </summary>
/// <param name="uid">The uid of the object that this memory belongs to; a re-created one of the same name starts afresh.</param>
public sealed class MonitorMemory(string uid)
{
    private Dictionary<string, DateTimeOffset> _madeAt = [];

    /// <summary>What the pipeline remembers.</summary>
    public MonitorState State { get; set; } = MonitorState.Start;

    /// <summary>The uid of the object that this memory belongs to.</summary>
    public string Uid { get; } = uid;

    /// <summary>
    /// As which leader the status was taken over; null while it has to be, because somebody else may have written it.
    /// </summary>
    public Standing? AdoptedAs { get; set; }

    /// <summary>The status as last written, and the resourceVersions before and after; null before the first write.</summary>
    public WrittenStatus? Written { get; set; }

    /// <summary>The measured values that stand in the status now, by objective.</summary>
    public Dictionary<string, double> ShownValues { get; } = [];

    /// <summary>When the status was last written; null before the first write.</summary>
    public DateTimeOffset? WrittenAt { get; set; }

    /// <summary>When what was learned of the target was last written; null before the first time.</summary>
    public DateTimeOffset? LearnedWrittenAt { get; set; }

    /// <summary>The last scale request, if it was refused; null otherwise.</summary>
    public Refusal? Refusal { get; set; }

    /// <summary>Timestamp since when a first sample has been waited for; null while there is one.</summary>
    public long? WaitingSince { get; set; }

    /// <summary>The last decision, for metrics; null before the first, and while another process leads.</summary>
    public Decision? LastDecision { get; set; }

    /// <summary>The last verdicts, for metrics; none while another process leads.</summary>
    public IReadOnlyList<ObjectiveVerdict> LastVerdicts { get; set; } = [];

    /// <summary>The newest sample that was judged, for metrics; null before the first, and while another process leads.</summary>
    public SampleMark? NewestSample { get; set; }

    /// <summary>What was told last, so that nothing is told twice.</summary>
    public Told Told { get; set; } = Told.Nothing;

    /// <summary>
    /// Takes over what the status says of the past, once per leader's term and after every write that was refused: the changes that were
    /// made, how the objectives stood, what was learned, what was told. What a standby saw itself (windows, load, capacity) stays.
    /// </summary>
    /// <param name="status">The newest status, or null.</param>
    /// <param name="monitor">The monitor.</param>
    /// <param name="work">What it asks for.</param>
    /// <param name="standing">As whom this process acts.</param>
    /// <param name="now">The present.</param>
    /// <returns>A decision that was recorded and of which nobody wrote down what became of it; null when there is none.</returns>
    public DecisionRecord? Adopt(
        ModelMonitorStatus? status, V1Alpha1ModelMonitor monitor, Work work, Standing standing, DateTimeOffset now)
    {
        if (AdoptedAs == standing) return null;
        AdoptedAs = standing;
        Told = Told.From(status);
        var isCold = ReferenceEquals(State, MonitorState.Start);
        State = isCold
            ? MonitorState.Restore(ChangesOf(status, now), StatesOf(status, work, monitor.Metadata.Generation), now, LearnedOf(status, monitor.Metadata.Generation))
            : State.WithChanges(ChangesOf(status, now), now);
        if (isCold) ShowWhatStands(status, monitor.Spec, now);
        return status?.Decisions?.FirstOrDefault() is { Outcome: DecisionOutcome.Pending } unfinished && DecisionRecords.IsWhole(unfinished)
            ? unfinished
            : null;
    }

    /// <summary>Watches what another process does: its changes count, everything else is seen by this one.</summary>
    /// <param name="status">The other's status.</param>
    /// <param name="now">The present.</param>
    public void Follow(ModelMonitorStatus? status, DateTimeOffset now)
    {
        State = State.WithChanges(ChangesOf(status, now), now);
        (AdoptedAs, Written, LastDecision, LastVerdicts, NewestSample) = (null, null, null, [], null);
    }

    /// <summary>Whether a decision that is not carried out has been recorded already; a restart does not repeat it.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="status">The newest status, or null.</param>
    public bool IsRepeated(Decision decision, ModelMonitorStatus? status)
    {
        var (from, to) = LastDecision is { } last
            ? (last.From, last.To)
            : status?.Decisions?.FirstOrDefault() is { Outcome: DecisionOutcome.Recommended } record ? (record.From, record.To) : (0, 0);
        return (from, to) == (decision.From, decision.To);
    }

    /// <summary>
    /// The changes that were made. Read again and again while a clock that was set back catches up, a change keeps the time at which it
    /// was first seen: its cooldown would never end else.
    /// </summary>
    private List<PastChange> ChangesOf(ModelMonitorStatus? status, DateTimeOffset now)
    {
        var made = (status?.Decisions ?? []).Where(d => d.From != d.To && d.Outcome is DecisionOutcome.Applied or DecisionOutcome.Recommended).ToList();
        var times = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var decision in made) times[decision.Id] = new[] { decision.Time, now, _madeAt.GetValueOrDefault(decision.Id, now) }.Min();
        _madeAt = times;
        return [.. made.Select(d => new PastChange(times[d.Id], d.From, d.To))];
    }

    private static IEnumerable<(Objective, ObjectiveState)> StatesOf(ModelMonitorStatus? status, Work work, long generation) =>
        status?.ObservedGeneration != generation
            ? []
            : from objective in work.Plan.Objectives
              join stood in status.Objectives ?? [] on objective.Name equals stood.Name
              where Enum.TryParse<ObjectiveState>(stood.State, out _)
              select (objective, Enum.Parse<ObjectiveState>(stood.State));

    /// <summary>Of another generation it may have been learned of another target.</summary>
    private static Learned? LearnedOf(ModelMonitorStatus? status, long generation) =>
        status?.ObservedGeneration == generation ? LearnedText.Read(status.Learned) : null;

    /// <summary>A restart is no reason to write a value anew.</summary>
    private void ShowWhatStands(ModelMonitorStatus? status, ModelMonitorSpec spec, DateTimeOffset now)
    {
        if (status is null) return;
        (WrittenAt, LearnedWrittenAt) = (now, status.Learned is null ? null : now);
        foreach (var objective in spec.Objectives)
        {
            var stood = status.Objectives?.FirstOrDefault(o => o.Name == objective.EffectiveName)?.Value;
            if (stood is not null && Bound.TryParse(objective.Indicator, IntOrString.FromString(stood), out var value))
                ShownValues[objective.EffectiveName] = value;
        }
    }
}
