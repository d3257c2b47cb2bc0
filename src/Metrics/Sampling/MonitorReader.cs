using ModelMonitor.Decisions;

namespace ModelMonitor.Metrics;

/// <summary>Turns answers into one monitor's readings: which signals make which indicator.</summary>
internal sealed class MonitorReader
{
    private readonly MonitorAnswers _answers;
    private readonly PodCombiner _pods;
    private readonly Dictionary<string, BucketNeighbours> _offEdge = [];
    private readonly Dictionary<string, EventRate> _rates = [];
    private int _histograms;

    private MonitorReader(MonitorAnswers answers, MonitorQuestion question, ReadingRules rules)
    {
        _answers = answers;
        _pods = new(answers, question, rules);
    }

    public static MonitorSample Read(MonitorAnswers answers, MonitorQuestion question, ReadingRules rules)
    {
        var reader = new MonitorReader(answers, question, rules);
        var sample = Fill(question, rules.FreshFor, reader.Objective, new LoadReadings(
            reader.Sum(Signal.Running),
            reader.Waiting(),
            reader.Sum(Signal.Completed))
        {
            InterToken = reader.InterToken(),
            OutputTokens = reader.Sum(Signal.OutputTokens),
        });
        return sample with { Engine = answers.Engine.Preset.Name, OffEdge = reader._histograms > 0 && reader._histograms == question.Objectives.Count(o => o.Quantile is not null) ? reader._offEdge : null, Rates = reader._rates, EnginePods = reader._pods.Shown() };
    }

    /// <summary>A sample in which everything is unknown for one reason.</summary>
    public static MonitorSample Unknown(MonitorQuestion question, UnknownReason reason, string detail) =>
        Fill(question, SamplingLimits.FreshFor(default), _ => Reading.Unknown(reason, detail), LoadReadings.Unknown(reason, detail));

    /// <summary>A sample of a target without a ready pod: nothing but what waits at the gateway can be known.</summary>
    /// <param name="question">The monitor.</param>
    /// <param name="queued">What <see cref="IndicatorQuestion.WakeQuery"/> gave; null where it is not asked.</param>
    public static MonitorSample NoPods(MonitorQuestion question, Reading? queued = null) => Fill(
        question,
        SamplingLimits.FreshFor(default),
        o => o.IsWakeQuery && queued is { } known ? known : Reading.Unknown(UnknownReason.NoReadyPods, NoReadyPods),
        LoadReadings.Unknown(UnknownReason.NoReadyPods, NoReadyPods));

    private const string NoReadyPods = "no pod of the target is ready";

    private static MonitorSample Fill(MonitorQuestion question, TimeSpan freshFor, Func<IndicatorQuestion, Reading> read, LoadReadings load)
    {
        var readings = new Dictionary<string, Reading>();
        var queued = Reading.Unknown(UnknownReason.Unsupported, "no spec.scaling.wakeQuery asks a gateway");
        foreach (var asked in question.Objectives)
        {
            if (asked.IsWakeQuery) queued = CountOf(read(asked));
            else readings[asked.Objective] = read(asked).WithFreshFor(freshFor);
        }

        return new(readings, new(load.Running.WithFreshFor(freshFor), load.Waiting.WithFreshFor(freshFor), load.Completed.WithFreshFor(freshFor))
        {
            InterToken = load.InterToken.WithFreshFor(freshFor),
            OutputTokens = load.OutputTokens.WithFreshFor(freshFor),
            Queued = queued.WithFreshFor(freshFor),
        });
    }

    private static Reading CountOf(Reading reading) =>
        reading.TryGet(out var value) && value < 0 ? Reading.Unknown(UnknownReason.InvalidValue, "query gives a negative number of requests") : reading;

    private Reading Objective(IndicatorQuestion asked) => asked.Indicator switch
    {
        Indicator.ErrorRatio => Outcomes(asked, (bad, all) => all == 0 ? 0 : bad / all),
        Indicator.Availability => Outcomes(asked, (bad, all) => all == 0 ? 1 : 1 - (bad / all)),
        Indicator.RequestRate => Outcomes(asked, (_, all) => all, withErrors: false),
        Indicator.TokenThroughput => Sum(Signal.OutputTokens),
        Indicator.KvCacheUse => Mean(Signal.KvCacheUse),
        Indicator.Waiting => Mean(Signal.Waiting),
        Indicator.InFlight => Mean(Signal.Running),
        Indicator.GpuUtilization => Mean(Signal.GpuUtilization),
        Indicator.GpuMemoryUse => Share(Signal.GpuMemoryUsed, Signal.GpuMemoryTotal),
        Indicator.GpuTemperature => Combine(Signal.GpuTemperature, values => values.Max()),
        Indicator.GpuErrors => Sum(Signal.GpuErrors),
        Indicator.CpuUse => Share(Signal.CpuUsed, Signal.CpuLimit),
        Indicator.MemoryUse => Share(Signal.MemoryUsed, Signal.MemoryLimit),
        Indicator.Accuracy => Quality(asked, c => c.Accuracy),
        Indicator.Precision => Quality(asked, c => c.Precision),
        Indicator.Recall => Quality(asked, c => c.Recall),
        Indicator.F1 => Quality(asked, c => c.F1),
        Indicator.DriftPsi => DriftOf(Drift.Psi),
        Indicator.DriftKs => DriftOf(Drift.Ks),
        Indicator.Custom => _answers.Custom.GetValueOrDefault(asked.Objective, Reading.Unknown(UnknownReason.Collecting, "not asked yet")),
        _ => asked.Quantile is { } quantile ? Quantile(asked, quantile) : Average(Signals.Of(asked.Indicator)[0], (at, coverage) => Reading.Of(0, at, coverage)),
    };

    private Reading Sum(Signal signal) => Combine(signal, values => values.Sum());

    // Load is what is present: where those that wait are among the running, there are no others.
    private Reading Waiting() => _answers.Engine.Preset.Signals.TryGetValue(Signal.Running, out var running) && running.IncludesWaiting
        ? Combine(Signal.Running, _ => 0)
        : Sum(Signal.Waiting);

    private Reading Mean(Signal signal) => Combine(signal, values => values.Average());

    private Reading Combine(Signal signal, Func<IReadOnlyList<double>, double> combine) => _pods.Combine(
        [signal], (reader, pod) => reader.Number(signal, pod), (values, at, coverage) => Reading.Of(combine(values), at, coverage));

    private Reading Share(Signal used, Signal total) => _pods.Combine(
        [used, total],
        (reader, pod) => PodValue<(double Used, double Total)>.Both(reader.Number(used, pod), reader.Number(total, pod), (u, t) => (u, t)),
        (values, at, coverage) => values.Sum(v => v.Total) is > 0 and var all
            ? Reading.Of(values.Sum(v => v.Used) / all, at, coverage)
            : _pods.NotGiven(total));

    // Requests refused for overload never were among the completed ones, and count as bad; what a client gave up does not.
    private Reading Outcomes(IndicatorQuestion asked, Func<double, double, double> of, bool withErrors = true)
    {
        List<Signal> signals = withErrors ? [Signal.Errors, Signal.Completed] : [Signal.Completed];
        if (_answers.Engine.Preset.Signals.ContainsKey(Signal.Rejected)) signals.Add(Signal.Rejected);
        return _pods.Combine(
            signals,
            (reader, pod) =>
            {
                var (bad, all) = (0.0, 0.0);
                foreach (var signal in signals)
                {
                    var value = reader.Number(signal, pod);
                    if (value.Fault is not null) return value.As<(double Bad, double All)>();
                    if (signal != Signal.Completed) bad += value.Value;
                    if (signal != Signal.Errors) all += value.Value;
                }

                return PodValue<(double Bad, double All)>.Of((bad, all));
            },
            (values, at, coverage) =>
            {
                var (bad, all) = (values.Sum(v => v.Bad), values.Sum(v => v.All));
                if (withErrors) _rates[asked.Objective] = new(Math.Max(0, all - bad), all);
                return Reading.Of(of(bad, all), at, coverage);
            });
    }

    // Without a request an objective is met; without a token nothing is known of how long one takes.
    private Reading InterToken() => Signals.InterTokenOf(_answers.Engine.Preset) is { } signal
        ? Average(signal, (_, _) => TooFew(0, 1, "tokens"))
        : _pods.NotGiven(Signal.InterTokenLatency);

    private Reading Average(Signal signal, Func<DateTimeOffset, double, Reading> ofNone) => _pods.Combine(
        [signal],
        (reader, pod) => reader.Mean(signal, pod),
        (values, at, coverage) => values.Sum(v => v.Count) is > 0 and var count
            ? Reading.Of(values.Sum(v => v.Total) / count, at, coverage)
            : ofNone(at, coverage));

    private Reading Quantile(IndicatorQuestion asked, double quantile)
    {
        if (quantile is not (> 0 and < 1))
            return Reading.Unknown(UnknownReason.BadQuery, $"{asked.Objective} needs a quantile above 0 and below 1");
        var signal = Signals.Of(asked.Indicator)[0];
        if (_pods.IsMeanOnly(signal)) return _pods.NoQuantiles(signal);
        return _pods.Combine([signal], (reader, pod) => reader.Histogram(signal, pod), (histograms, at, coverage) =>
        {
            var merged = BucketHistogram.Merge(histograms);
            _histograms++;
            if (asked.Bound is { } bound && merged.NeighboursOf(bound) is { } neighbours) _offEdge[asked.Objective] = neighbours;
            if (asked.Bound is { } most && merged.TryCountWithin(most, out var good)) _rates[asked.Objective] = new(good, merged.Total);
            var hasRequests = merged.TryQuantile(quantile, out var value, out var isBeyond);
            if (!hasRequests) return Reading.Of(0, at, coverage);
            if (!isBeyond) return Reading.Of(value, at, coverage);
            // All that is known is "above the last edge": enough to see a breach of a bound up to the edge, and nothing for one beyond.
            return asked.Bound > value
                ? Reading.Unknown(
                    UnknownReason.BeyondBuckets,
                    FormattableString.Invariant($"the quantile is above the engine's last bucket edge {value}, and so is the bound"))
                : Reading.Of(Math.BitIncrement(value), at, coverage);
        });
    }

    private Reading Quality(IndicatorQuestion asked, Func<Confusion, double?> of) => _pods.Combine(
        Signals.Of(asked.Indicator),
        (reader, pod) =>
        {
            Signal[] outcomes = [Signal.TruePositives, Signal.FalsePositives, Signal.TrueNegatives, Signal.FalseNegatives];
            var values = outcomes.Select(o => reader.Number(o, pod)).ToArray();
            var faulty = Array.FindIndex(values, v => v.Fault is not null);
            return faulty >= 0
                ? values[faulty].As<Confusion>()
                : PodValue<Confusion>.Of(new(values[0].Value, values[1].Value, values[2].Value, values[3].Value));
        },
        (pods, at, coverage) =>
        {
            var seconds = SamplingLimits.QualityWindow.TotalSeconds;
            var all = new Confusion(
                pods.Sum(p => p.TruePositives) * seconds,
                pods.Sum(p => p.FalsePositives) * seconds,
                pods.Sum(p => p.TrueNegatives) * seconds,
                pods.Sum(p => p.FalseNegatives) * seconds);
            var least = asked.MinSamples ?? SamplingLimits.MinPredictions;
            if (all.Count < least) return TooFew(all.Count, least, "predictions");
            var positives = all.TruePositives + all.FalseNegatives;
            if (asked.Indicator != Indicator.Accuracy && positives < SamplingLimits.MinPositives)
                return TooFew(positives, SamplingLimits.MinPositives, "positives");
            return of(all) is { } value ? Reading.Of(value, at, coverage) : TooFew(0, 1, "positive predictions");
        });

    private Reading DriftOf(Func<IReadOnlyList<double>, IReadOnlyList<double>, double> distance) => _pods.Combine(
        [Signal.Scores],
        (reader, pod) => reader.Histogram(Signal.Scores, pod),
        (histograms, at, coverage) =>
        {
            if (_answers.Reference is not { } reference) return Reading.Unknown(UnknownReason.Collecting, "the reference of the scores is not asked for yet");
            if (reference.Fault is { } fault) return Reading.Unknown(fault, reference.Detail);
            var now = BucketHistogram.Merge(histograms);
            var seconds = SamplingLimits.QualityWindow.TotalSeconds;
            if (now.Total * seconds < SamplingLimits.MinScores) return TooFew(now.Total * seconds, SamplingLimits.MinScores, "scores");
            if (reference.Value.Total < SamplingLimits.MinScores) return TooFew(reference.Value.Total, SamplingLimits.MinScores, "scores of the reference");
            double[] current = [.. now.Bins(reference.Value.Edges).Select(b => b * seconds)];
            return Reading.Of(distance(current, reference.Value.Bins(reference.Value.Edges)), at, coverage);
        });

    private static Reading TooFew(double count, int least, string what) =>
        Reading.Unknown(UnknownReason.TooFewSamples, FormattableString.Invariant($"{count:0} {what} in the window; {least} are needed"));
}
