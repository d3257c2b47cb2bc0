namespace ModelMonitor.Metrics;

/// <summary>
/// Computes of pods' histories what <see cref="QueryPlanner"/> asks a Prometheus for, cell by cell, so that the same reader reads both.
/// Who changes one changes the other; a test compares their readings.
/// </summary>
/// <param name="selectors">The engine's selectors.</param>
/// <param name="wanted">What is asked for of the engine.</param>
/// <param name="models">The models asked for; empty for all. Each is told what is wrong with a pod.</param>
/// <param name="now">End of the window, Unix milliseconds.</param>
/// <param name="window">Length of the window, milliseconds.</param>
internal sealed class PodEvaluator(PresetSelectors selectors, Wanted wanted, IReadOnlyCollection<string> models, long now, long window)
{
    private readonly SeriesTable _plain = new(selectors.Preset, Signal.Running);
    private readonly Dictionary<Signal, SeriesTable> _buckets = wanted.Quantiles
        .Where(s => selectors.Preset.Signals.TryGetValue(s, out var known) && known.Form == SignalForm.Histogram)
        .ToDictionary(s => s, s => new SeriesTable(selectors.Preset, s));

    /// <summary>What was computed.</summary>
    public EngineAnswer Answer => new(
        selectors.Preset,
        new(_plain, null),
        _buckets.ToDictionary(b => b.Key, b => new QueryAnswer(b.Value, null)));

    /// <summary>Adds a pod.</summary>
    public void Add(PodTarget pod, PodHistory history)
    {
        if (history.Fault is { } fault)
        {
            foreach (var model in models)
                _plain.Add(SeriesNames.SampleTime, pod.Namespace, pod.Name, new(model, double.NaN, 0, fault.Reason, fault.Detail));
            return;
        }

        var cells = new PodCells(_plain, pod);
        Seen(cells, history);
        foreach (var signal in wanted.Signals)
        {
            var known = selectors.Preset.Signals[signal];
            Plain(cells, history, signal, known);
            cells.Add(SeriesNames.WitnessOf(signal), Count(history, known.Witnesses, ""));
        }

        foreach (var (signal, table) in _buckets) Buckets(new(table, pod), history, signal);
    }

    private void Seen(PodCells cells, PodHistory history)
    {
        if (!selectors.Preset.Signals.TryGetValue(Signal.Running, out var running)) return;
        cells.First(SeriesNames.SampleTime, running.Alternatives, a => PodCells.ByModel(
            a.Terms.SelectMany(t => history.Now(selectors.Of(t))), samples => samples.Min(s => s.Time) / 1000.0));
        cells.First(SeriesNames.Samples, running.Alternatives, a => PodCells.ByModel(
            a.Terms.SelectMany(t => history.Counts(selectors.Of(t), now, window)), samples => samples.Min(s => s.Value)));
        // A pod is scraped once here, but may itself say a thing twice: processes that each tell of the whole.
        if (selectors.Preset.RankLabels is null) return;
        cells.First(SeriesNames.Duplicates, running.Alternatives, a => PodCells.ByModel(
            history.Now(selectors.Of(a.Terms[0])).GroupBy(s => (s.Model, s.Rank)).Where(g => g.Skip(1).Any()).SelectMany(g => g), samples => samples.Count));
    }

    private void Plain(PodCells cells, PodHistory history, Signal signal, EngineSignal known)
    {
        switch (known.Form)
        {
            case SignalForm.Gauge:
                cells.First(SeriesNames.Of(signal), known.Alternatives, a => PodCells.ByModel(
                    a.Terms.SelectMany(t => history.Now(selectors.Of(t))).Where(s => a.IsValue(s.Value)), samples => Combine(signal, a, samples) * a.Scale));
                return;
            case SignalForm.Counter:
                cells.First(SeriesNames.Of(signal), known.Alternatives, a => Rate(history, a.Terms, "", a.Scale));
                Presence(a => a.Terms, "");
                return;
            case SignalForm.Mean:
                cells.First(SeriesNames.TotalOf(signal), known.Alternatives, a => Rate(history, a.Terms, "", a.Scale));
                cells.First(SeriesNames.CountOf(signal), known.Alternatives, a => Rate(history, a.Counts, "", 1));
                Presence(a => a.Counts, "");
                return;
            default:
                if (wanted.Means.Contains(signal))
                {
                    cells.First(SeriesNames.TotalOf(signal), known.Alternatives, a => Rate(history, a.Terms, "_sum", a.Scale));
                    cells.First(SeriesNames.CountOf(signal), known.Alternatives, a => Rate(history, a.Terms, "_count", 1));
                }

                Presence(a => a.Terms, "_count");
                return;
        }

        void Presence(Func<MetricAlternative, IReadOnlyList<EngineMetric>> of, string suffix) =>
            cells.First(SeriesNames.PresenceOf(signal), known.Alternatives, a => Count(history, of(a), suffix));
    }

    private IEnumerable<SeriesCell> Count(PodHistory history, IReadOnlyList<EngineMetric> metrics, string suffix) =>
        PodCells.ByModel(metrics.SelectMany(m => history.Now(selectors.Of(m, suffix))), samples => samples.Count);

    private void Buckets(PodCells cells, PodHistory history, Signal signal) => cells.First(
        SeriesNames.Of(signal), selectors.Preset.Signals[signal].Alternatives, a => PodCells.ByModelAndEdge(
            a.Terms.SelectMany(t => history.Rates(selectors.Of(t, "_bucket"), now, window)), a.Scale));

    private IEnumerable<SeriesCell> Rate(PodHistory history, IReadOnlyList<EngineMetric> terms, string suffix, double scale) => PodCells.ByModel(
        terms.SelectMany(t => history.Rates(selectors.Of(t, suffix), now, window)), samples => samples.Sum(s => s.Value) * scale);

    // Terms of a sum are added whatever the signal: an average is over what is there once, such as ranks.
    private static double Combine(Signal signal, MetricAlternative alternative, IReadOnlyList<PodSample> samples) =>
        (alternative.Terms.Count, Signals.AggregationOf(signal)) switch
        {
            (1, Aggregation.Average) => samples.Average(s => s.Value),
            (1, Aggregation.Max) => samples.Max(s => s.Value),
            _ => samples.Sum(s => s.Value),
        };
}
