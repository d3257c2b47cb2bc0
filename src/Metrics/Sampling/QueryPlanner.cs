using System.Globalization;

namespace ModelMonitor.Metrics;

/// <summary>One query of a batch.</summary>
/// <param name="PromQl">Its text.</param>
/// <param name="Signals">The signals that its answer carries.</param>
internal sealed record PlannedQuery(string PromQl, IReadOnlyList<Signal> Signals);

/// <summary>
/// Writes the queries of one engine: one for all gauges and counters, one per histogram in use, each for all namespaces at once. So the
/// number of queries does not grow with monitors and pods, a histogram's answer of 5,000 pods stays within its size, and its many series
/// spare the source the cost of being named and joined (two fifths of the whole query's, measured with 115,000 series).
/// </summary>
internal sealed class QueryPlanner
{
    private readonly EnginePreset _preset;
    private readonly string _namespaces;
    private readonly string _window;
    private readonly string _by;

    private QueryPlanner(EnginePreset preset, IEnumerable<string> namespaces, TimeSpan window)
    {
        _preset = preset;
        _namespaces = PromQl.QuoteAnyOf(namespaces.Order(StringComparer.Ordinal));
        _window = string.Create(CultureInfo.InvariantCulture, $"{(long)window.TotalMilliseconds}ms");
        _by = "namespace,pod" + (preset.ModelLabel is { } model ? "," + model : "");
    }

    /// <param name="preset">The engine.</param>
    /// <param name="namespaces">Namespaces of the monitors' pods; at least one.</param>
    /// <param name="wanted">Signals asked for; those that the preset does not have are left out.</param>
    /// <param name="window">Window of rates.</param>
    /// <returns>The query for presence, gauges and counters first, then one per histogram.</returns>
    public static IReadOnlyList<PlannedQuery> Plan(
        EnginePreset preset, IEnumerable<string> namespaces, IEnumerable<Signal> wanted, TimeSpan window)
    {
        var planner = new QueryPlanner(preset, namespaces, window);
        var signals = wanted.Append(Signal.Running).Where(preset.Signals.ContainsKey).Distinct().Order().ToList();
        var plain = signals.Where(s => Signals.KindOf(s) != SignalKind.Histogram).ToList();
        var histograms = signals.Except(plain);
        var terms = planner.Pods().Concat(plain.Select(planner.Plain)).Concat(signals.Where(IsRate).Select(planner.Presence));
        return
        [
            new(string.Join("\nor\n", terms), plain),
            .. histograms.Select(s => new PlannedQuery(planner.Histogram(s), [s])),
        ];
    }

    private static bool IsRate(Signal signal) => Signals.KindOf(signal) != SignalKind.Gauge;

    private IEnumerable<string> Pods()
    {
        var running = _preset.Signals[Signal.Running];
        yield return Named(SeriesNames.SampleTime, FirstOf(running, m => $"min by ({_by}) (timestamp({Selector(m)}))"));
        var series = string.Join(',', [_by, .. _preset.RankLabels]);
        yield return Named(SeriesNames.Duplicates, FirstOf(running, m => $"max by ({_by}) (count by ({series}) ({Selector(m)}) > 1)"));
    }

    private string Plain(Signal name) => Named(SeriesNames.Of(name), FirstOf(_preset.Signals[name], m => name switch
    {
        // A share: those of a pod's ranks are averaged, everything else is added.
        Signal.KvCacheUse => $"avg by ({_by}) ({Selector(m)})",
        _ when IsRate(name) => $"sum by ({_by}) (rate({Selector(m)}[{_window}]))",
        _ => $"sum by ({_by}) ({Selector(m)})",
    }));

    private string Presence(Signal name)
    {
        var suffix = Signals.KindOf(name) == SignalKind.Histogram ? "_count" : "";
        return Named(SeriesNames.PresenceOf(name), FirstOf(_preset.Signals[name], m => $"count by ({_by}) ({Selector(m, suffix)})"));
    }

    // Edges of two metrics must never mix in one pod: a pod that has the first alternative is kept out of the second.
    private string Histogram(Signal name) => _preset.Signals[name].Metrics
        .Select(m => $"sum by ({_by},le) (rate({Selector(m, "_bucket")}[{_window}]))")
        .Aggregate((first, next) => $"({first} or ({next} unless on ({_by}) ({first})))");

    private static string Named(string name, string expression) =>
        $"label_replace({expression}, \"{SeriesNames.Label}\", {PromQl.Quote(name)}, \"\", \"\")";

    // All alternatives have the same labels after aggregation, so that `or` takes each pod from the first that has it.
    private static string FirstOf(EngineSignal signal, Func<EngineMetric, string> expression) =>
        $"({string.Join(" or ", signal.Metrics.Select(expression))})";

    private string Selector(EngineMetric metric, string suffix = "")
    {
        var match = string.Concat(metric.Match.Select(l => $",{l.Key}={PromQl.Quote(l.Value)}"));
        return $"{metric.Name}{suffix}{{namespace=~{_namespaces},pod!=\"\"{match}}}";
    }
}
