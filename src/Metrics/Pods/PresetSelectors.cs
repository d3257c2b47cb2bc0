using System.Text;

namespace ModelMonitor.Metrics;

/// <summary>The selectors of one preset's metrics: always the same instance for the same metric, so that histories find theirs again.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class PresetSelectors(EnginePreset preset)
{
    private readonly Dictionary<(EngineMetric Metric, string Suffix), SeriesSelector> _selectors = [];
    private readonly byte[]? _modelLabel = preset.ModelLabel is null ? null : Encoding.UTF8.GetBytes(preset.ModelLabel);

    private readonly byte[][] _rankLabels = [.. (preset.RankLabels ?? []).Select(Encoding.UTF8.GetBytes)];

    public EnginePreset Preset => preset;

    /// <summary>A metric's selector.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="suffix">A histogram's suffix, or nothing.</param>
    public SeriesSelector Of(EngineMetric metric, string suffix = "")
    {
        if (!_selectors.TryGetValue((metric, suffix), out var selector))
            _selectors.Add((metric, suffix), selector = new(metric.Name + suffix, Matcher(metric), _modelLabel, _rankLabels));
        return selector;
    }

    /// <summary>Everything that is to be kept of a pod to know what is wanted; what <see cref="PodEvaluator"/> asks histories for.</summary>
    public IReadOnlySet<SeriesSelector> Of(Wanted wanted)
    {
        var selectors = new HashSet<SeriesSelector>();
        foreach (var signal in wanted.Signals.Append(Signal.Running))
        {
            if (!preset.Signals.TryGetValue(signal, out var known)) continue;
            selectors.UnionWith(known.Witnesses.Select(m => Of(m)));
            foreach (var alternative in known.Alternatives)
            {
                if (known.Form != SignalForm.Histogram)
                {
                    selectors.UnionWith(alternative.Terms.Concat(alternative.Counts).Select(m => Of(m)));
                    continue;
                }

                foreach (var term in alternative.Terms)
                {
                    selectors.Add(Of(term, "_count"));
                    if (wanted.Means.Contains(signal)) selectors.Add(Of(term, "_sum"));
                    if (wanted.Quantiles.Contains(signal)) selectors.Add(Of(term, "_bucket"));
                }
            }
        }

        return selectors;
    }

    private static Func<ExpositionLabels, bool> Matcher(EngineMetric metric)
    {
        if (metric.Match.Count == 0) return _ => true;
        (byte[] Label, LabelMatcher Matcher)[] matchers = [.. metric.Match.Select(m => (Encoding.UTF8.GetBytes(m.Label), m))];
        return labels => Array.TrueForAll(matchers, m => m.Matcher.Matches(Encoding.UTF8.GetString(labels.Find(m.Label))));
    }
}
