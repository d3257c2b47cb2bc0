namespace ModelMonitor.Metrics;

/// <summary>One try to fill an objective's history: the queries for what can be asked now, and what to do with their answers.</summary>
internal sealed class HistoryFill
{
    // Steps before the end, one of which must hold a sample.
    private const int StillRecording = 3;

    private readonly BudgetedObjective _objective;
    private readonly EventQuery _query;
    private readonly List<(PastParts Part, RangeJob Job)> _asked = [];

    /// <param name="preset">The monitor's engine.</param>
    /// <param name="question">The monitor.</param>
    /// <param name="objective">Its objective.</param>
    /// <param name="edges">Edges of its histogram as the source writes them; null when not known or none.</param>
    /// <param name="window">Shortest window of rates.</param>
    /// <param name="now">The clock.</param>
    public HistoryFill(
        EnginePreset preset, MonitorQuestion question, BudgetedObjective objective, IReadOnlyCollection<string>? edges, TimeSpan window, DateTimeOffset now)
    {
        (_objective, _query) = (objective, new(preset, question, objective.Asked));
        objective.LeaveOutOld(now);
        if (objective.Left.HasFlag(PastParts.Recorded))
        {
            var step = TimeSpan.FromMinutes(5 * Math.Ceiling(objective.Events.Rings[^1].Span / TimeSpan.FromMinutes(5) / HistoryLimits.MaxRecordedPoints));
            Ask(PastParts.Recorded, RecordingRules.Query(question, objective.Asked, step), objective.Events.Rings[^1].Span, step);
            return;
        }

        var around = _query.IsLatency ? _query.Around(edges) : null;
        for (var i = 0; i < objective.Events.Rings.Count; i++)
        {
            var (part, ring) = (BudgetedObjective.OfRings[i], objective.Events.Rings[i]);
            if (objective.Left.HasFlag(part)) Ask(part, _query.Rates(ring.Length > window ? ring.Length : window, around), ring.Span, ring.Length);
        }

        void Ask(PastParts part, string promQl, TimeSpan span, TimeSpan step)
        {
            var count = (int)Math.Ceiling((objective.Until - (now - span)) / step);
            _asked.Add((part, new(promQl, new(objective.Until, step, count), question.Namespace)));
        }
    }

    public IEnumerable<QueryJob> Jobs => _asked.Select(a => a.Job);

    /// <summary>Takes the answers over into the history.</summary>
    public void Take(TimeProvider time)
    {
        foreach (var (part, job) in _asked.Where(a => a.Job.Failure is null))
        {
            if (part == PastParts.Recorded) TakeRecorded(job.Answer);
            else TakeRates(Array.IndexOf(BudgetedObjective.OfRings, part), job.Answer);
            _objective.Left &= ~part;
        }

        _objective.LeaveOutOld(time.GetUtcNow());
        _objective.Tried(_asked.Find(a => a.Job.Failure is not null).Job?.Failure, time);
    }

    private void TakeRecorded(RangeTable answer)
    {
        var recorded = Enumerable.Range(0, answer.Range.Count).Select(i => RecordingRules.Read(answer, i)).ToList();
        // Rules that are no longer evaluated say nothing of the present; then they are not used at all.
        if (!recorded[^Math.Min(StillRecording, recorded.Count)..].Exists(e => e is not null)) return;
        foreach (var events in recorded.OfType<PastEvents>()) _objective.Events.Fill(.., events);
        _objective.Until = answer.TimeOf(recorded.FindIndex(e => e is not null)) - answer.Range.Step;
    }

    private void TakeRates(int ring, RangeTable answer)
    {
        var step = answer.Range.Step;
        for (var i = 0; i < answer.Range.Count; i++)
        {
            if (_query.Read(answer, i) is { } rate)
                _objective.Events.Fill(ring..(ring + 1), new(answer.TimeOf(i), step, step, rate.Good * step.TotalSeconds, rate.Total * step.TotalSeconds));
        }
    }
}
