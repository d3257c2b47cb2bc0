namespace ModelMonitor.Metrics;

/// <summary>
/// Counts the events of all objectives with a budget as they are sampled, and reads those of before the start from the source, a few
/// objectives at a time.
/// </summary>
/// <remarks>
/// Guarantees: what is not known is neither good nor bad; at most 16 KiB per monitor; a start with many monitors asks no more than
/// <see cref="HistoryLimits.MaxParallelQueries"/> queries at a time, and nothing waits for them; a monitor that is not asked about for
/// <see cref="HistoryLimits.ForgetAfter"/> is forgotten.
/// Caveats: the past is read once; time in which the source could not be asked later on stays a gap.
/// Thread-safe.
/// </remarks>
/// <param name="window">Window of the source's rates.</param>
/// <param name="engines">The known engines.</param>
/// <param name="time">The clock: its wall side places events in time, its monotonic side measures.</param>
/// <param name="hasPast">Whether the source can be asked for what was before the start: only then <see cref="Fill"/> does anything.</param>
internal sealed class BudgetHistory(TimeSpan window, EngineCatalog engines, TimeProvider time, bool hasPast = true)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, MonitorEvents> _monitors = [];

    /// <summary>The reading of the past that is under way, or the last one.</summary>
    public Task Filling { get; private set; } = Task.CompletedTask;

    /// <summary>Counts what samples say, and adds all events up to now to them.</summary>
    /// <param name="questions">All questions, also those that could not be asked.</param>
    /// <param name="samples">Their samples.</param>
    public void Add(IReadOnlyCollection<MonitorQuestion> questions, Dictionary<string, MonitorSample> samples)
    {
        var (now, stamp) = (time.GetUtcNow(), time.GetTimestamp());
        lock (_lock)
        {
            foreach (var question in questions)
            {
                if (!question.Objectives.Any(o => o.BudgetWindow is not null) || !samples.TryGetValue(question.Key, out var sample)) continue;
                if (!_monitors.TryGetValue(question.Key, out var monitor)) _monitors.Add(question.Key, monitor = new(hasPast) { AskedAt = stamp });
                var since = time.GetElapsedTime(monitor.AskedAt, stamp);
                monitor.AskedAt = stamp;
                // A rate says nothing about what was before its window.
                var known = since < window ? since : window;
                samples[question.Key] = sample with { Events = monitor.Count(question, sample, now, known) };
            }

            foreach (var (key, _) in _monitors.Where(m => time.GetElapsedTime(m.Value.AskedAt, stamp) > HistoryLimits.ForgetAfter).ToList())
                _monitors.Remove(key);
        }
    }

    /// <summary>Begins to read more of the past, unless that is under way. Nothing is to be waited for.</summary>
    /// <param name="runner">Sends the queries.</param>
    /// <param name="edges">Bucket edges that are known by now.</param>
    /// <param name="cancellationToken">Ends it; it is tried again.</param>
    public void Fill(QueryRunner runner, EdgeMemory edges, CancellationToken cancellationToken)
    {
        if (!Filling.IsCompleted) return;
        var fills = new List<HistoryFill>();
        lock (_lock)
        {
            var (now, stamp) = (time.GetUtcNow(), time.GetTimestamp());
            foreach (var monitor in _monitors.Values)
            {
                if (fills.Count == HistoryLimits.MaxFillsPerTick) break;
                if (monitor.Question is not { } question || !engines.TryGet(question.Engine!, out var preset)) continue;
                foreach (var objective in monitor.Objectives.Where(o => o.Left != PastParts.None && o.NextTry <= stamp))
                {
                    if (fills.Count == HistoryLimits.MaxFillsPerTick) break;
                    if (EventQuery.IsCounted(preset, objective.Asked)) fills.Add(new(preset, question, objective, EdgesOf(edges, preset, objective.Asked), window, now));
                    else objective.Left = PastParts.None;
                }
            }
        }

        if (fills.Count > 0) Filling = FillAsync(runner, fills, cancellationToken);
    }

    /// <summary>The recording rules for a monitor's objectives with a budget, as far as its engine's edges are known.</summary>
    /// <param name="question">The monitor, with its engine.</param>
    /// <param name="edges">Bucket edges that are known by now.</param>
    public IReadOnlyList<RecordingRule> RulesOf(MonitorQuestion question, EdgeMemory edges)
    {
        if (question.Engine is null || !engines.TryGet(question.Engine, out var preset)) return [];
        return [.. question.Objectives.Where(o => o.BudgetWindow is not null).SelectMany(o => RecordingRules.Of(preset, question, o, EdgesOf(edges, preset, o)))];
    }

    private static IReadOnlyCollection<string>? EdgesOf(EdgeMemory edges, EnginePreset preset, IndicatorQuestion objective) =>
        Signals.Of(objective.Indicator) is [var signal, ..] ? edges.Of(preset, signal) : null;

    private async Task FillAsync(QueryRunner runner, List<HistoryFill> fills, CancellationToken cancellationToken)
    {
        try
        {
            await runner.RunAsideAsync([.. fills.SelectMany(f => f.Jobs)], HistoryLimits.MaxParallelQueries, cancellationToken);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The operator stops.
            return;
        }

        lock (_lock)
        {
            foreach (var fill in fills) fill.Take(time);
        }
    }
}
