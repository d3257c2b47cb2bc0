using ModelMonitor.Decisions;

namespace ModelMonitor.Metrics;

/// <summary>Reads what single pods of one monitor say. The rules of docs/engines.md on zero and unknown are here.</summary>
internal sealed class PodReader(EngineAnswer answer, MonitorQuestion question, ReadingRules rules)
{
    private readonly string? _model = answer.Preset.ModelLabel is null ? null : question.Model;

    /// <summary>When the pod's newest sample was taken; a fault when it is not seen, not fresh, or seen double.</summary>
    public PodValue<DateTimeOffset> SampleTime(ReadyPod pod, Signal by)
    {
        var ofModel = _model is null ? "" : " of that model";
        var isEngine = answer.Preset.Group == SignalGroup.Engine;
        var times = Find(isEngine ? SeriesNames.SampleTime : SeriesNames.SampleTimeOf(by), pod);
        if (times.Count == 0)
            return new(default, UnknownReason.NoData, $"no series {Describe(by)}{ofModel}");
        if (isEngine && Find(SeriesNames.Duplicates, pod).Count > 0)
            return new(default, UnknownReason.Ambiguous, "its series are there more than once (scraped twice, or not deduplicated)");
        if (FaultOf(times) is { } fault) return fault.As<DateTimeOffset>();
        var seconds = times.Min(t => t.Value);
        if (rules.IsAhead(seconds)) return new(default, UnknownReason.ClockSkew, "the newest sample is of the future: clocks differ");
        return !rules.IsFresh(seconds)
            ? new(default, UnknownReason.Stale, $"the newest sample is older than {rules.FreshFor.TotalSeconds:0} s")
            : PodValue<DateTimeOffset>.Of(DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000)));
    }

    /// <summary>A gauge, or a counter's rate per second.</summary>
    public PodValue<double> Number(Signal signal, ReadyPod pod)
    {
        var known = answer.Preset.Signals[signal];
        if (known.Form == SignalForm.Counter && TooShort(pod) is { } tooShort) return tooShort;
        var cells = Find(SeriesNames.Of(signal), pod);
        if (cells.Count > 0) return FaultOf(cells) ?? PodValue<double>.Of(Combine(signal, cells));
        var missing = Absent(signal, pod);
        return missing.Fault == UnknownReason.NoData && IsZeroWhenAbsent(signal, pod) ? PodValue<double>.Of(0) : missing;
    }

    /// <summary>A latency's total and count per second, in base units.</summary>
    public PodValue<(double Total, double Count)> Mean(Signal signal, ReadyPod pod)
    {
        if (TooShort(pod) is { } tooShort) return tooShort.As<(double, double)>();
        var (totals, counts) = (Find(SeriesNames.TotalOf(signal), pod), Find(SeriesNames.CountOf(signal), pod));
        if (counts.Count == 0) return Absent(signal, pod).As<(double, double)>();
        if (totals.Count == 0) return new(default, UnknownReason.NoData, $"no series {Describe(signal)}");
        return (FaultOf(totals) ?? FaultOf(counts))?.As<(double, double)>()
            ?? PodValue<(double, double)>.Of((totals.Sum(c => c.Value), counts.Sum(c => c.Value)));
    }

    /// <summary>A histogram's rates per second, in base units.</summary>
    public PodValue<BucketHistogram> Histogram(Signal signal, ReadyPod pod)
    {
        if (TooShort(pod) is { } tooShort) return tooShort.As<BucketHistogram>();
        var cells = answer.Buckets[signal].Table!.Find(SeriesNames.Of(signal), question.Namespace, pod.Name, _model);
        if (cells.Count == 0) return Absent(signal, pod).As<BucketHistogram>();
        if (FaultOf(cells) is { } fault) return fault.As<BucketHistogram>();
        if (cells.Any(c => double.IsNaN(c.Edge)))
            return new(null!, UnknownReason.InvalidValue, $"{Describe(signal)} has a bucket without a number in le");
        if (HasTwice(cells)) return new(null!, UnknownReason.Ambiguous, $"{Describe(signal)} has the same bucket twice");
        var ofModels = cells.All(c => c.Model == cells[0].Model)
            ? [BucketHistogram.Create(cells.Select(c => (c.Edge, c.Value)))]
            : cells.GroupBy(c => c.Model).Select(m => BucketHistogram.Create(m.Select(c => (c.Edge, c.Value)))).ToList();
        return ofModels.Contains(null)
            ? new(null!, UnknownReason.InvalidValue, $"{Describe(signal)} lacks its +Inf bucket or has no other")
            : PodValue<BucketHistogram>.Of(BucketHistogram.Merge([.. ofModels.OfType<BucketHistogram>()]));
    }

    // Few cells, many pods: compared one by one, without a set for each. A pod that exposes thousands must not cost their square.
    private static bool HasTwice(IReadOnlyList<SeriesCell> cells)
    {
        if (cells.Count > 100) return cells.DistinctBy(c => (c.Model, c.Edge)).Count() < cells.Count;
        for (var i = 1; i < cells.Count; i++)
        {
            for (var j = 0; j < i; j++)
                if (cells[i].Edge == cells[j].Edge && cells[i].Model == cells[j].Model) return true;
        }

        return false;
    }

    // A rate over a window that the source remembers only a part of is a guess, unless the pod itself is that young.
    private PodValue<double>? TooShort(ReadyPod pod)
    {
        if (answer.Preset.Group != SignalGroup.Engine) return null;
        if (pod.Started is { } started && started > rules.Now - rules.Window - (2 * rules.ScrapeInterval)) return null;
        var samples = Find(SeriesNames.Samples, pod);
        if (samples.Count == 0 || samples.Min(s => s.Value) is var least && least >= rules.MinSamples) return null;
        return new(default, UnknownReason.Warmup, $"{least:0} of {rules.Window / rules.ScrapeInterval:0} samples in the window of {rules.Window.TotalSeconds:0} s");
    }

    private static double Combine(Signal signal, IReadOnlyList<SeriesCell> cells) => Signals.AggregationOf(signal) switch
    {
        Aggregation.Average => cells.Average(c => c.Value),
        Aggregation.Max => cells.Max(c => c.Value),
        _ => cells.Sum(c => c.Value),
    };

    private bool IsZeroWhenAbsent(Signal signal, ReadyPod pod) => answer.Preset.Signals[signal] is { AbsentMeansZero: true } known
        && (known.Witnesses.Count == 0 || Find(SeriesNames.WitnessOf(signal), pod).Count > 0);

    private string Describe(Signal signal) => answer.Preset.Signals[signal].Alternatives[0].Terms[0].ToString();

    private IReadOnlyList<SeriesCell> Find(string name, ReadyPod pod) => answer.Plain.Table!.Find(name, question.Namespace, pod.Name, _model);

    private PodValue<double> Absent(Signal signal, ReadyPod pod)
    {
        if (Find(SeriesNames.PresenceOf(signal), pod).Count > 0)
            return new(default, UnknownReason.Collecting, $"too few samples of {Describe(signal)} in the window yet");
        // Seen, and all of its values taken out: the exporter's mark for what the device does not support.
        return Find(SeriesNames.SampleTimeOf(signal), pod).Count > 0
            ? new(default, UnknownReason.NoData, $"{Signals.NameOf(signal)} is blank: the exporter shows the pod and has no value")
            : new(default, UnknownReason.NoData, $"no series {Describe(signal)}");
    }

    // None of our signals can be negative.
    private static PodValue<double>? FaultOf(IReadOnlyList<SeriesCell> cells)
    {
        foreach (var cell in cells)
        {
            if (cell is { Fault: { } told, Detail: { } detail }) return new(default, told, detail);
            if (cell.Fault == UnknownReason.WrongType)
                return new(default, UnknownReason.WrongType, "a native histogram where a number is expected");
            if (cell.Fault is { } fault) return new(default, fault, "a value is no finite number");
            if (cell.Value < 0) return new(default, UnknownReason.InvalidValue, "a value is negative");
        }

        return null;
    }
}
