using ModelMonitor.Decisions;
namespace ModelMonitor.Metrics;

/// <summary>Writes what a source is asked for the past events of one objective, of past pods too: they are known by their names.</summary>
/// <param name="preset">The engine.</param>
/// <param name="question">The monitor.</param>
/// <param name="objective">Its objective; one for which <see cref="IsCounted"/> holds.</param>
internal sealed class EventQuery(EnginePreset preset, MonitorQuestion question, IndicatorQuestion objective)
{
    private static readonly Signal[] Outcomes = [Signal.Completed, Signal.Errors, Signal.Rejected];

    private readonly string _names = preset.IsPerService
        ? PromQl.QuoteAnyOf([question.Service ?? question.Target])
        : PromQl.QuoteMadeOf(question.Target);

    /// <summary>The signal that names the objective's events.</summary>
    public Signal Signal { get; } = Signals.Of(objective.Indicator)[0];

    public bool IsLatency => Signal != Signal.Errors;

    /// <summary>Whether metrics count the events: requests within a latency's bound, or requests that did not fail.</summary>
    public static bool IsCounted(EnginePreset preset, IndicatorQuestion objective)
    {
        if (IsOutcome(objective)) return preset.Signals.ContainsKey(Signal.Errors) && preset.Signals.ContainsKey(Signal.Completed);
        return IsQuantile(objective) && preset.Signals.TryGetValue(Signals.Of(objective.Indicator)[0], out var known) && known.Form == SignalForm.Histogram;
    }

    /// <summary>Whether the objective counts requests, and not judged intervals.</summary>
    public static bool CountsRequests(IndicatorQuestion objective) => IsOutcome(objective) || IsQuantile(objective);

    /// <summary>The edges around the bound; null while they are not known, and where alternatives are of different units.</summary>
    public EdgesAround? Around(IReadOnlyCollection<string>? edges)
    {
        var scales = preset.Signals[Signal].Alternatives.Select(a => a.Scale).Distinct().ToList();
        return edges is null || scales.Count > 1 ? null : EdgesAround.Of(edges, objective.Bound!.Value / scales[0]);
    }

    /// <summary>Rates per second, by signal or by edge; see <see cref="Read"/>.</summary>
    /// <param name="window">Window of the rates.</param>
    /// <param name="around">The edges around the bound; null for all edges.</param>
    public string Rates(TimeSpan window, EdgesAround? around)
    {
        if (IsLatency)
        {
            string[]? edges = around is null ? null : [.. around.Below.Concat(around.Above).Append("+Inf").Distinct()];
            return $"sum by ({SeriesNames.Label},le) ({Planner(window).Histogram(Signal, edges)})";
        }

        return string.Join("\nor\n", Outcomes.Where(preset.Signals.ContainsKey).Select(s =>
            $"label_replace(sum({Planner(window).Counter(s)}), \"{SeriesNames.Label}\", {PromQl.Quote(SeriesNames.Of(s))}, \"\", \"\")"));
    }

    /// <summary>Requests per second, all of them.</summary>
    public string Total(TimeSpan window)
    {
        var planner = Planner(window);
        if (IsLatency) return $"sum({planner.Histogram(Signal, ["+Inf"])})";
        return preset.Signals.ContainsKey(Signal.Rejected) ? $"{Sum(planner, Signal.Completed)} + {Sum(planner, Signal.Rejected)}" : Sum(planner, Signal.Completed);
    }

    /// <summary>Good requests per second.</summary>
    /// <param name="window">Window of the rates.</param>
    /// <param name="around">For a latency, the edges around the bound, a bounded one above.</param>
    public string Good(TimeSpan window, EdgesAround? around)
    {
        var planner = Planner(window);
        // Those refused are among all, and bad: they cancel out.
        if (!IsLatency) return $"{Sum(planner, Signal.Completed)} - {Sum(planner, Signal.Errors)}";
        var above = $"sum({planner.Histogram(Signal, around!.Above)})";
        if (around.Share == 1) return above;
        above = FormattableString.Invariant($"{above} * {around.Share:R}");
        return around.Below.Count == 0
            ? above
            : FormattableString.Invariant($"sum({planner.Histogram(Signal, around.Below)}) * {1 - around.Share:R} + {above}");
    }

    /// <summary>Events per second at one time of an answer to <see cref="Rates"/>; null when they are not known.</summary>
    public EventRate? Read(RangeTable answer, int index) => IsLatency ? ReadBuckets(answer, index) : ReadOutcomes(answer, index);

    private EventRate? ReadBuckets(RangeTable answer, int index)
    {
        var alternatives = preset.Signals[Signal].Alternatives;
        var histograms = new List<BucketHistogram>();
        foreach (var rows in answer.Rows.Where(r => !double.IsNaN(r.Values[index]) && r.Alternative < alternatives.Count).GroupBy(r => r.Alternative))
        {
            // One edge in two spellings is of two pods.
            var buckets = rows.GroupBy(r => r.Edge * alternatives[rows.Key].Scale, (edge, same) => (edge, same.Sum(r => r.Values[index])));
            if (BucketHistogram.Create(buckets) is not { } histogram) return null;
            histograms.Add(histogram);
        }

        if (histograms.Count == 0) return null;
        var merged = BucketHistogram.Merge(histograms);
        return merged.TryCountWithin(objective.Bound!.Value, out var good) ? new(good, merged.Total) : null;
    }

    private EventRate? ReadOutcomes(RangeTable answer, int index)
    {
        if (!answer.Rows.Any(r => !double.IsNaN(r.Values[index]))) return null;
        var (bad, all) = (0.0, 0.0);
        foreach (var signal in Outcomes)
        {
            if (!preset.Signals.TryGetValue(signal, out var known)) continue;
            var value = answer.Find(SeriesNames.Of(signal), index) ?? (known.AbsentMeansZero ? 0 : double.NaN);
            if (double.IsNaN(value)) return null;
            if (signal != Signal.Completed) bad += value;
            if (signal != Signal.Errors) all += value;
        }

        return new(Math.Max(0, all - bad), all);
    }

    private string Sum(QueryPlanner planner, Signal signal)
    {
        var sum = $"sum({planner.Counter(signal)})";
        // Zero only where pods are seen at all.
        return preset.Signals[signal].AbsentMeansZero && signal != Signal.Completed ? $"({sum} or sum({planner.Counter(Signal.Completed)}) * 0)" : sum;
    }

    private QueryPlanner Planner(TimeSpan window) => new(preset, new SelectorText(preset, [question.Namespace], window, _names, question.Model));

    private static bool IsOutcome(IndicatorQuestion objective) => objective.Indicator is Decisions.Indicator.ErrorRatio or Decisions.Indicator.Availability;

    private static bool IsQuantile(IndicatorQuestion objective) => objective.Quantile is not null && Decisions.Indicators.IsLatency(objective.Indicator);
}
