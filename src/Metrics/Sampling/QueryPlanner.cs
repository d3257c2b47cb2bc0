namespace ModelMonitor.Metrics;

/// <summary>One query of a batch.</summary>
/// <param name="PromQl">Its text.</param>
/// <param name="Signals">The signals that its answer carries.</param>
internal sealed record PlannedQuery(string PromQl, IReadOnlyList<Signal> Signals);

/// <summary>
/// Writes the queries of one preset: one for all gauges and counters, one per histogram in use, each for all namespaces at once. So the
/// number of queries does not grow with monitors and pods, a histogram's answer of 5,000 pods stays within its size, and its many series
/// spare the source the cost of being named and joined (two fifths of the whole query's, measured with 115,000 series).
/// </summary>
/// <param name="preset">The engine or the exporters.</param>
/// <param name="text">Whose series are read, and over which window.</param>
internal sealed class QueryPlanner(EnginePreset preset, SelectorText text)
{
    private readonly SelectorText _text = text;

    /// <param name="preset">The engine or the exporters.</param>
    /// <param name="namespaces">Namespaces of the monitors' pods; at least one.</param>
    /// <param name="window">Window of rates.</param>
    public QueryPlanner(EnginePreset preset, IEnumerable<string> namespaces, TimeSpan window)
        : this(preset, new SelectorText(preset, namespaces, window))
    {
    }

    /// <param name="wanted">What is asked for.</param>
    /// <param name="edgesOf">Bucket edges in use, as the source writes them; null for all.</param>
    /// <returns>The query for presence, gauges and counters first, then one per histogram.</returns>
    public IReadOnlyList<PlannedQuery> Plan(Wanted wanted, Func<Signal, IReadOnlyCollection<string>?> edgesOf)
    {
        var isEngine = preset.Group == SignalGroup.Engine;
        var signals = wanted.Signals.Where(preset.Signals.ContainsKey).ToHashSet();
        if (isEngine && preset.Signals.ContainsKey(Signal.Running)) signals.Add(Signal.Running);
        var histograms = signals.Where(s => FormOf(s) == SignalForm.Histogram && wanted.Quantiles.Contains(s)).Order().ToList();
        var plain = signals.Where(s => !histograms.Contains(s) || wanted.Means.Contains(s)).Order().ToList();
        if (signals.Count == 0) return [];

        var terms = (isEngine ? Pods() : signals.Order().Select(s => Named(SeriesNames.SampleTimeOf(s), FirstOf(s, (a, i) => SampleTime(a, i, CountSuffix(s))))))
            .Concat(plain.SelectMany(Plain))
            .Concat(signals.Order().Where(IsRate).Select(Presence))
            .Concat(signals.Order().Where(s => preset.Signals[s].Witnesses.Count > 0).Select(Witness));
        return
        [
            new(string.Join("\nor\n", terms), plain),
            .. histograms.Select(s => new PlannedQuery(Histogram(s, edgesOf(s)), [s])),
        ];
    }

    private SignalForm FormOf(Signal signal) => preset.Signals[signal].Form;

    private bool IsRate(Signal signal) => FormOf(signal) != SignalForm.Gauge;

    private IEnumerable<string> Pods()
    {
        yield return Named(SeriesNames.SampleTime, FirstOf(Signal.Running, (a, i) => SampleTime(a, i)));
        yield return Named(SeriesNames.Samples, FirstOf(Signal.Running, (a, i) =>
            _text.Aggregate("min", i, _text.Terms(a.Terms, i, s => $"count_over_time({s}[{_text.Window}])"))));
        // A gateway's series are many for each Service, and its replicas are as many targets: nothing there tells a double scrape.
        if (preset.IsPerService) yield break;
        var ranks = preset.RankLabels is { } labels ? string.Join(',', labels) : "";
        yield return Named(SeriesNames.Duplicates, FirstOf(Signal.Running, (a, i) => preset.RankLabels is null
            ? _text.Aggregate("count", i, $"{_text.GroupBy("count", i, "job,instance", _text.Selector(a.Terms[0], i))}", " > 1")
            : _text.Aggregate("max", i, $"{_text.GroupBy("count", i, ranks, _text.Selector(a.Terms[0], i))} > 1")));
    }

    private string SampleTime(MetricAlternative alternative, SeriesIdentity identity, string suffix = "") =>
        _text.Aggregate("min", identity, string.Join(" or ", alternative.Terms.Select(t => $"timestamp({_text.Selector(t, identity, suffix)})")));

    private IEnumerable<string> Plain(Signal signal)
    {
        switch (FormOf(signal))
        {
            case SignalForm.Gauge or SignalForm.Counter:
                yield return Named(SeriesNames.Of(signal), Level(signal));
                break;
            case SignalForm.Mean:
                yield return Named(SeriesNames.TotalOf(signal), FirstOf(signal, (a, i) => Rate(a.Terms, i, "", a.Scale)));
                yield return Named(SeriesNames.CountOf(signal), FirstOf(signal, (a, i) => Rate(a.Counts, i, "", 1)));
                break;
            default:
                yield return Named(SeriesNames.TotalOf(signal), FirstOf(signal, (a, i) => Rate(a.Terms, i, "_sum", a.Scale)));
                yield return Named(SeriesNames.CountOf(signal), FirstOf(signal, (a, i) => Rate(a.Terms, i, "_count", 1)));
                break;
        }
    }

    // Terms of a sum are added whatever the signal: an average is over what is there once, such as GPUs and ranks.
    private static string Function(Signal signal, MetricAlternative alternative) => (alternative.Terms.Count, Signals.AggregationOf(signal)) switch
    {
        (1, Aggregation.Average) => "avg",
        (1, Aggregation.Max) => "max",
        _ => "sum",
    };

    private string Rate(IReadOnlyList<EngineMetric> terms, SeriesIdentity identity, string suffix, double scale) => _text.Aggregate(
        "sum", identity, _text.Terms(terms, identity, s => $"rate({s}[{_text.Window}])", suffix), SelectorText.Times(scale));

    private string Presence(Signal signal) => Named(SeriesNames.PresenceOf(signal), FirstOf(signal, (a, i) => _text.Aggregate(
        "count", i, _text.Terms(FormOf(signal) == SignalForm.Mean ? a.Counts : a.Terms, i, s => s, CountSuffix(signal)))));

    // A histogram's name alone is no series.
    private string CountSuffix(Signal signal) => FormOf(signal) == SignalForm.Histogram ? "_count" : "";

    private string Witness(Signal signal) => Named(SeriesNames.WitnessOf(signal), string.Join(" or ", preset.Identities.Select(i =>
        _text.Aggregate("count", i, string.Join(" or ", preset.Signals[signal].Witnesses.Select(w => _text.Selector(w, i)))))));

    /// <summary>What a gauge or a counter says now, per pod and model: the gauge itself, the counter's rate.</summary>
    public string Level(Signal signal) => FormOf(signal) == SignalForm.Counter ? Counter(signal) : FirstOf(signal, (a, i) => _text.Aggregate(
        Function(signal, a), i, _text.Terms(a.Terms, i, s => SelectorText.Values(a, s)), SelectorText.Times(a.Scale)));

    /// <summary>A counter's rate per pod and model.</summary>
    public string Counter(Signal signal) => FirstOf(signal, (a, i) => Rate(a.Terms, i, "", a.Scale));

    /// <summary>A histogram's rates per pod, model, <c>le</c> and alternative (<see cref="SeriesNames.Alternative"/>).</summary>
    // Edges of two metrics must never mix in one pod: a pod that has the first alternative is kept out of the second.
    public string Histogram(Signal signal, IReadOnlyCollection<string>? edges)
    {
        var known = "";
        var alternatives = preset.Signals[signal].Alternatives;
        for (var n = 0; n < alternatives.Count; n++)
        {
            foreach (var identity in IdentitiesOf(alternatives[n]))
            {
                var selector = _text.Selector(alternatives[n].Terms[0], identity, "_bucket", edges);
                var buckets = _text.Aggregate("sum", identity, $"rate({selector}[{_text.Window}])", extra: ",le");
                if (known.Length > 0) buckets = $"({buckets} unless on ({SelectorText.Pod}) ({known}))";
                if (n > 0) buckets = Named(SeriesNames.Alternative(signal, n), buckets);
                known = known.Length > 0 ? $"{known} or {buckets}" : buckets;
            }
        }

        return known;
    }

    private static string Named(string name, string expression) =>
        $"label_replace({expression}, \"{SeriesNames.Label}\", {PromQl.Quote(name)}, \"\", \"\")";

    // Each pod is taken from the first alternative that it has, for all of its models: not each alternative need tell them apart.
    private string FirstOf(Signal signal, Func<MetricAlternative, SeriesIdentity, string> expression) =>
        $"({string.Join($" or on ({SelectorText.Pod}) ", preset.Signals[signal].Alternatives.SelectMany(a => IdentitiesOf(a).Select(i => expression(a, i))))})";

    private IReadOnlyList<SeriesIdentity> IdentitiesOf(MetricAlternative alternative) => alternative.Identities ?? preset.Identities;
}
