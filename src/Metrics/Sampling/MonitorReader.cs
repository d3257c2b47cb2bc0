using ModelMonitor.Decisions;

namespace ModelMonitor.Metrics;

/// <summary>Turns an engine's answers into one monitor's readings: joins with the ready pods, checks coverage, and combines.</summary>
internal sealed class MonitorReader
{
    private readonly EngineAnswer _answer;
    private readonly PodReader _reader;
    private readonly List<(string Name, PodValue<DateTimeOffset> SampleTime)> _pods = [];

    private MonitorReader(EngineAnswer answer, MonitorQuestion question, DateTimeOffset now, TimeSpan freshFor)
    {
        _answer = answer;
        _reader = new(answer, question, now, freshFor);
        if (answer.Presence.Table is null) return;
        // In order, so that the pod that a detail names does not change from tick to tick.
        foreach (var pod in question.ReadyPods.Order(StringComparer.Ordinal)) _pods.Add((pod, _reader.SampleTime(pod)));
    }

    public static MonitorSample Read(EngineAnswer answer, MonitorQuestion question, DateTimeOffset now, TimeSpan freshFor)
    {
        var reader = new MonitorReader(answer, question, now, freshFor);
        return Fill(question, reader.Objective, new LoadReadings(
            reader.Sum(Signal.Running),
            reader.Sum(Signal.Waiting),
            reader.Sum(Signal.Completed)));
    }

    /// <summary>A sample in which everything is unknown for one reason.</summary>
    public static MonitorSample Unknown(MonitorQuestion question, UnknownReason reason, string detail) =>
        Fill(question, _ => Reading.Unknown(reason, detail), LoadReadings.Unknown(reason, detail));

    private static MonitorSample Fill(MonitorQuestion question, Func<IndicatorQuestion, Reading> read, LoadReadings load)
    {
        var readings = new Dictionary<string, Reading>();
        foreach (var objective in question.Objectives) readings[objective.Objective] = read(objective);
        return new(readings, load);
    }

    private Reading Objective(IndicatorQuestion asked) => asked.Indicator switch
    {
        Indicator.ErrorRatio => ErrorRatio(),
        Indicator.KvCacheUse => Mean(Signal.KvCacheUse),
        Indicator.Waiting => Mean(Signal.Waiting),
        Indicator.InFlight => Mean(Signal.Running),
        _ => Quantile(asked),
    };

    private Reading Sum(Signal signal) => Combine([signal], pod => _reader.Number(signal, pod), (values, at, coverage) =>
        Reading.Of(values.Sum(), at, coverage));

    private Reading Mean(Signal signal) => Combine([signal], pod => _reader.Number(signal, pod), (values, at, coverage) =>
        Reading.Of(values.Average(), at, coverage));

    // Requests refused for overload never were among the completed ones, and count as bad; what a client gave up does not.
    private Reading ErrorRatio()
    {
        var hasRejected = _answer.Preset.Signals.ContainsKey(Signal.Rejected);
        Signal[] signals = hasRejected ? [Signal.Errors, Signal.Completed, Signal.Rejected] : [Signal.Errors, Signal.Completed];
        return Combine(
            signals,
            pod =>
            {
                var values = signals.Select(s => _reader.Number(s, pod)).ToArray();
                var faulty = Array.FindIndex(values, v => v.Fault is not null);
                if (faulty >= 0) return values[faulty].As<(double Bad, double All)>();
                var rejected = hasRejected ? values[2].Value : 0;
                return PodValue<(double Bad, double All)>.Of((values[0].Value + rejected, values[1].Value + rejected));
            },
            (values, at, coverage) =>
            {
                var all = values.Sum(v => v.All);
                return Reading.Of(all == 0 ? 0 : values.Sum(v => v.Bad) / all, at, coverage);
            });
    }

    private Reading Quantile(IndicatorQuestion asked)
    {
        if (asked.Quantile is not { } quantile || quantile is not (> 0 and < 1))
            return Reading.Unknown(UnknownReason.BadQuery, $"{asked.Objective} needs a quantile above 0 and below 1");
        var signal = Signals.Of(asked.Indicator)[0];
        return Combine([signal], pod => _reader.Histogram(signal, pod), (histograms, at, coverage) =>
        {
            var hasRequests = BucketHistogram.Merge(histograms).TryQuantile(quantile, out var value, out var isBeyond);
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

    private Reading Combine<T>(
        IReadOnlyList<Signal> signals,
        Func<string, PodValue<T>> read,
        Func<IReadOnlyList<T>, DateTimeOffset, double, Reading> combine)
    {
        foreach (var signal in signals)
            if (!_answer.Preset.Signals.ContainsKey(signal)) return NotGiven(signal);
        if (_answer.Presence.Failure is not null) return _answer.Presence.Unknown();
        foreach (var signal in signals)
            if (_answer.Signals[signal].Failure is not null) return _answer.Signals[signal].Unknown();

        var values = new List<T>();
        var oldest = DateTimeOffset.MaxValue;
        (string Pod, UnknownReason Reason, string? Detail)? firstFault = null;
        foreach (var (name, sampleTime) in _pods)
        {
            var value = sampleTime.Fault is null ? read(name) : sampleTime.As<T>();
            if (value.Fault is { } reason)
            {
                firstFault ??= (name, reason, value.Detail);
                continue;
            }

            values.Add(value.Value);
            if (sampleTime.Value < oldest) oldest = sampleTime.Value;
        }

        var coverage = (double)values.Count / _pods.Count;
        if (coverage >= SamplingLimits.MinCoverage) return combine(values, oldest, coverage);
        var fault = firstFault!.Value;
        return Reading.Unknown(
            values.Count == 0 ? fault.Reason : UnknownReason.PartialData,
            $"{values.Count} of {_pods.Count} ready pods report; {fault.Pod}: {fault.Detail}");
    }

    private Reading NotGiven(Signal signal)
    {
        var (engine, name) = (_answer.Preset.Name, Signals.NameOf(signal));
        var hint = _answer.Preset.Lacks.TryGetValue(name, out var lack) ? $": {lack}" : "";
        return Reading.Unknown(UnknownReason.BadQuery, $"the engine {engine} gives no {name}{hint}");
    }
}
