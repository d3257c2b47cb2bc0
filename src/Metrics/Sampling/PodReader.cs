using ModelMonitor.Decisions;

namespace ModelMonitor.Metrics;

/// <summary>Reads what single pods of one monitor say. The rules of docs/engines.md on zero and unknown are here.</summary>
internal sealed class PodReader(EngineAnswer answer, MonitorQuestion question, DateTimeOffset now, TimeSpan freshFor)
{
    /// <summary>When the pod's newest sample was taken; a fault when it is not seen, not fresh, or seen double.</summary>
    public PodValue<DateTimeOffset> SampleTime(string pod)
    {
        var table = answer.Presence.Table!;
        var ofModel = question.Model is null ? "" : " of that model";
        var times = table.Find(SeriesNames.SampleTime, question.Namespace, pod, question.Model);
        if (times.Count == 0)
            return new(default, UnknownReason.NoData, $"no series {Describe(Signal.Running)}{ofModel}");
        if (table.Find(SeriesNames.Duplicates, question.Namespace, pod, question.Model).Count > 0)
            return new(default, UnknownReason.Ambiguous, "its series are there more than once (scraped twice, or not deduplicated)");
        if (FaultOf(times) is { } fault) return fault.As<DateTimeOffset>();
        var seconds = times.Min(t => t.Value);
        var clock = now.ToUnixTimeMilliseconds() / 1000.0;
        if (seconds > clock + SamplingLimits.MaxClockSkew.TotalSeconds)
            return new(default, UnknownReason.Stale, "the newest sample is of the future: clocks differ");
        return seconds < clock - freshFor.TotalSeconds
            ? new(default, UnknownReason.Stale, $"the newest sample is older than {freshFor.TotalSeconds:0} s")
            : PodValue<DateTimeOffset>.Of(DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000)));
    }

    /// <summary>A gauge, or a counter's rate per second.</summary>
    public PodValue<double> Number(Signal signal, string pod)
    {
        var cells = Find(signal, pod);
        if (cells.Count == 0)
        {
            var missing = Absent(signal, pod);
            var isZero = missing.Fault == UnknownReason.NoData && answer.Preset.Signals[signal].AbsentMeansZero;
            return isZero ? PodValue<double>.Of(0) : missing;
        }

        if (FaultOf(cells) is { } fault) return fault;
        return PodValue<double>.Of(signal == Signal.KvCacheUse ? cells.Average(c => c.Value) : cells.Sum(c => c.Value));
    }

    /// <summary>A histogram's rates per second, in base units.</summary>
    public PodValue<BucketHistogram> Histogram(Signal signal, string pod)
    {
        var cells = Find(signal, pod);
        if (cells.Count == 0) return Absent(signal, pod).As<BucketHistogram>();
        if (FaultOf(cells) is { } fault) return fault.As<BucketHistogram>();
        if (cells.Any(c => double.IsNaN(c.Edge)))
            return new(null!, UnknownReason.InvalidValue, $"{Describe(signal)} has a bucket without a number in le");
        if (cells.DistinctBy(c => (c.Model, c.Edge)).Count() < cells.Count)
            return new(null!, UnknownReason.Ambiguous, $"{Describe(signal)} has the same bucket twice");
        var ofModels = new List<BucketHistogram>();
        foreach (var buckets in cells.GroupBy(c => c.Model))
        {
            if (BucketHistogram.Create(buckets.Select(c => (c.Edge, c.Value)), answer.Preset.Signals[signal].Scale) is not { } histogram)
                return new(null!, UnknownReason.InvalidValue, $"{Describe(signal)} lacks its +Inf bucket or has no other");
            ofModels.Add(histogram);
        }

        return PodValue<BucketHistogram>.Of(BucketHistogram.Merge(ofModels));
    }

    private string Describe(Signal signal) => answer.Preset.Signals[signal].Metrics[0] switch
    {
        { Match.Count: 0 } metric => metric.Name,
        var metric => $"{metric.Name}{{{string.Join(',', metric.Match.Select(m => $"{m.Key}={PromQl.Quote(m.Value)}"))}}}",
    };

    private IReadOnlyList<SeriesCell> Find(Signal signal, string pod) =>
        answer.Signals[signal].Table!.Find(SeriesNames.Of(signal), question.Namespace, pod, question.Model);

    private PodValue<double> Absent(Signal signal, string pod)
    {
        var isThere = answer.Presence.Table!.Find(SeriesNames.PresenceOf(signal), question.Namespace, pod, question.Model).Count > 0;
        return isThere
            ? new(default, UnknownReason.Collecting, $"too few samples of {Describe(signal)} in the window yet")
            : new(default, UnknownReason.NoData, $"no series {Describe(signal)}");
    }

    // None of our signals can be negative.
    private static PodValue<double>? FaultOf(IReadOnlyList<SeriesCell> cells)
    {
        foreach (var cell in cells)
        {
            if (cell.Fault == UnknownReason.WrongType)
                return new(default, UnknownReason.WrongType, "a native histogram where a number is expected");
            if (cell.Fault is { } fault) return new(default, fault, "a value is no finite number");
            if (cell.Value < 0) return new(default, UnknownReason.InvalidValue, "a value is negative");
        }

        return null;
    }
}
