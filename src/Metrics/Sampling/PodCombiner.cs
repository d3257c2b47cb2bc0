using ModelMonitor.Decisions;

namespace ModelMonitor.Metrics;

/// <summary>Joins answers with the ready pods and checks coverage: half of the pods is the least that makes a reading.</summary>
internal sealed class PodCombiner(MonitorAnswers answers, MonitorQuestion question, ReadingRules rules)
{
    // In order, so that the pod that a detail names does not change from tick to tick.
    private readonly List<ReadyPod> _pods = answers.Engine.Preset.IsPerService
        ? [new(question.Service ?? question.Target)]
        : [.. question.Pods.OrderBy(p => p.Name, StringComparer.Ordinal)];

    private readonly Dictionary<SignalGroup, PodReader> _readers = [];
    private readonly Dictionary<Signal, PodValue<DateTimeOffset>[]> _times = [];

    /// <param name="signals">What is read, all of one group; the first also tells which pods are seen, outside of the engine.</param>
    /// <param name="read">Reads a pod.</param>
    /// <param name="combine">Makes a reading of the pods' values, the oldest sample's time and the coverage.</param>
    public Reading Combine<T>(
        IReadOnlyList<Signal> signals,
        Func<PodReader, ReadyPod, PodValue<T>> read,
        Func<IReadOnlyList<T>, DateTimeOffset, double, Reading> combine)
    {
        var group = Signals.GroupOf(signals[0]);
        if (answers.Of(group) is not { } answer) return NotGiven(signals[0]);
        foreach (var signal in signals)
            if (!answer.Preset.Signals.ContainsKey(signal)) return NotGiven(signal);
        if (answer.Plain.Failure is not null) return answer.Plain.Unknown();
        foreach (var signal in signals)
            if (answer.Buckets.TryGetValue(signal, out var buckets) && buckets.Failure is not null) return buckets.Unknown();

        if (!_readers.TryGetValue(group, out var reader)) _readers.Add(group, reader = new(answer, question, rules));
        var presence = group == SignalGroup.Engine ? Signal.Running : signals[0];
        if (!_times.TryGetValue(presence, out var times)) _times.Add(presence, times = [.. _pods.Select(p => reader.SampleTime(p, presence))]);

        var values = new List<T>();
        var oldest = DateTimeOffset.MaxValue;
        (string Pod, UnknownReason Reason, string? Detail)? firstFault = null;
        for (var i = 0; i < _pods.Count; i++)
        {
            var value = times[i].Fault is null ? read(reader, _pods[i]) : times[i].As<T>();
            if (value.Fault is { } reason)
            {
                firstFault ??= (_pods[i].Name, reason, value.Detail);
                continue;
            }

            values.Add(value.Value);
            if (times[i].Value < oldest) oldest = times[i].Value;
        }

        var coverage = (double)values.Count / _pods.Count;
        if (coverage >= SamplingLimits.MinCoverage) return combine(values, oldest, coverage);
        var fault = firstFault!.Value;
        var what = answer.Preset.IsPerService ? "Services" : "ready pods";
        return Reading.Unknown(
            values.Count == 0 ? fault.Reason : UnknownReason.PartialData,
            $"{values.Count} of {_pods.Count} {what} report; {fault.Pod}: {fault.Detail}");
    }

    /// <summary>Names of the ready pods that the engine shows, of whatever model and age; null where its series are not of pods, or not known.</summary>
    public IReadOnlySet<string>? Shown() => answers.Engine is { Plain.Table: { } table, Preset: { IsPerService: false } preset } && preset.Signals.ContainsKey(Signal.Running)
        ? _pods.Select(p => p.Name).Where(name => table.Find(SeriesNames.SampleTime, question.Namespace, name, model: null).Any(c => c.Fault is null)).ToHashSet()
        : null;

    /// <summary>Whether the engine gives averages of a latency and no quantiles.</summary>
    public bool IsMeanOnly(Signal signal) => answers.Engine.Preset.Signals.TryGetValue(signal, out var known) && known.Form == SignalForm.Mean;

    public Reading NoQuantiles(Signal signal)
    {
        var (engine, name) = (answers.Engine.Preset.Title, Signals.NameOf(signal));
        return Reading.Unknown(UnknownReason.Unsupported, $"{engine} gives averages of {name} and no quantiles{Hint("quantiles", ": write quantile: mean")}");
    }

    public Reading NotGiven(Signal signal)
    {
        var (who, name) = (answers.Of(Signals.GroupOf(signal))?.Preset.Title ?? "the metrics source", Signals.NameOf(signal));
        return Reading.Unknown(UnknownReason.Unsupported, $"{who} gives no {name}{Hint(name, "")}");
    }

    private string Hint(string lack, string otherwise)
    {
        foreach (var answer in answers.Shared.Values.Prepend(answers.Engine))
            if (answer.Preset.Lacks.TryGetValue(lack, out var hint)) return $": {hint}";
        return otherwise;
    }
}
