namespace ModelMonitor.Metrics;

/// <summary>What is to be fetched of one preset.</summary>
/// <param name="Signals">The signals.</param>
/// <param name="Means">Those of them of which the mean is wanted; a quantile is what else is wanted of a latency.</param>
/// <param name="Quantiles">Those of them of which buckets are wanted.</param>
internal sealed record Wanted(IReadOnlySet<Signal> Signals, IReadOnlySet<Signal> Means, IReadOnlySet<Signal> Quantiles)
{
    private static readonly Signal[] Load = [Signal.Running, Signal.Waiting, Signal.Completed, Signal.OutputTokens];

    /// <summary>What questions want of a preset.</summary>
    public static Wanted Of(EnginePreset preset, IEnumerable<IndicatorQuestion> questions)
    {
        var (signals, means, quantiles) = (new HashSet<Signal>(), new HashSet<Signal>(), new HashSet<Signal>());
        if (preset.Group == SignalGroup.Engine) signals.UnionWith(Load);
        // Its total and its count alone, which come with the counters: no buckets, and so no query of its own.
        if (Metrics.Signals.InterTokenOf(preset) is { } interToken && signals.Add(interToken)) means.Add(interToken);
        foreach (var question in questions)
        {
            foreach (var signal in Metrics.Signals.Of(question.Indicator))
            {
                if (Metrics.Signals.GroupOf(signal) != preset.Group) continue;
                signals.Add(signal);
                if (!Metrics.Signals.FormsOf(signal).Contains(SignalForm.Histogram)) continue;
                var isMean = question.Quantile is null && signal != Signal.Scores;
                (isMean ? means : quantiles).Add(signal);
            }
        }

        signals.IntersectWith(preset.Signals.Keys);
        return new(signals, means, quantiles);
    }
}
