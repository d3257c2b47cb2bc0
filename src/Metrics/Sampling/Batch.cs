namespace ModelMonitor.Metrics;

/// <summary>The queries of one shard, and their answers after the round.</summary>
internal sealed class Batch
{
    private readonly EdgeMemory _edges;
    private readonly List<Asked> _asked = [];
    private readonly Dictionary<Signal, int> _edgesAsked = [];
    private MonitorAnswers? _answers;

    public Batch(IReadOnlyList<MonitorQuestion> questions, EngineCatalog engines, TimeSpan window, EdgeMemory edges)
    {
        (Questions, _edges) = (questions, edges);
        engines.TryGet(questions[0].Engine!, out var engine);
        Engine = engine!;
        Ask(Engine, window);
        foreach (var group in questions.SelectMany(q => q.Objectives).SelectMany(o => Signals.Of(o.Indicator)).Select(Signals.GroupOf).Distinct())
        {
            if (group == SignalGroup.Engine || engines.Shared(group) is not { } shared) continue;
            Ask(shared, group switch
            {
                SignalGroup.Container => window > SamplingLimits.ContainerWindow ? window : SamplingLimits.ContainerWindow,
                SignalGroup.Quality => SamplingLimits.QualityWindow,
                _ => window,
            });
        }
    }

    public IReadOnlyList<MonitorQuestion> Questions { get; }

    public EnginePreset Engine { get; }

    // Looked at only by sources with tenants, and those are asked for one namespace at a time.
    private string Tenant => Questions[0].Namespace;

    public IEnumerable<QueryJob> Jobs => _asked.Select(a => a.Job);

    /// <summary>What the round brought, the same for all questions of the shard.</summary>
    public MonitorAnswers Answers => _answers ??= Read();

    private void Ask(EnginePreset preset, TimeSpan window)
    {
        var objectives = Questions.SelectMany(q => q.Objectives).ToList();
        var wanted = Wanted.Of(preset, objectives);
        foreach (var query in new QueryPlanner(preset, Questions.Select(q => q.Namespace).Distinct(), window).Plan(wanted, EdgesOf))
        {
            var table = new SeriesTable(preset, query.Signals.Count > 0 ? query.Signals[0] : Signal.Running);
            _asked.Add(new(preset, query, table, new(query.PromQl, SamplingLimits.MaxBatchBytes, Tenant, table.Add)));
        }

        IReadOnlyCollection<string>? EdgesOf(Signal signal)
        {
            var bounds = objectives.Where(o => o.Quantile is not null && Signals.Of(o.Indicator).Contains(signal)).Select(o => o.Bound).ToList();
            var edges = _edges.InUse(preset, signal, bounds);
            if (edges is not null) _edgesAsked[signal] = edges.Count;
            return edges;
        }
    }

    private MonitorAnswers Read()
    {
        var byPreset = new Dictionary<SignalGroup, EngineAnswer>();
        foreach (var preset in _asked.GroupBy(a => a.Preset))
        {
            var buckets = new Dictionary<Signal, QueryAnswer>();
            foreach (var histogram in preset.Skip(1))
            {
                var signal = histogram.Query.Signals[0];
                if (histogram.Job.Failure is null) Learn(preset.Key, signal, histogram.Table);
                buckets[signal] = histogram.Answer;
            }

            byPreset[preset.Key.Group] = new(preset.Key, preset.First().Answer, buckets);
        }

        // An engine without signals is asked nothing.
        var engine = byPreset.GetValueOrDefault(SignalGroup.Engine) ?? new(Engine, new(new(Engine, Signal.Running), null), new Dictionary<Signal, QueryAnswer>());
        byPreset.Remove(SignalGroup.Engine);
        return new(engine, byPreset, MonitorAnswers.NoCustom);
    }

    private void Learn(EnginePreset preset, Signal signal, SeriesTable table)
    {
        if (!_edgesAsked.TryGetValue(signal, out var asked)) _edges.Learn(preset, signal, table.EdgeTexts);
        else if (!table.HasAllEdges(asked)) _edges.Forget(preset, signal);
    }

    private sealed record Asked(EnginePreset Preset, PlannedQuery Query, SeriesTable Table, QueryJob Job)
    {
        public QueryAnswer Answer => Job.Failure is null ? new(Table, null) : new(null, Job.Failure);
    }
}
