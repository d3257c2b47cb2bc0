using System.Globalization;
using ModelMonitor.Decisions;

namespace ModelMonitor.Metrics;

/// <summary>
/// What the scores of monitors with a drift objective are compared with: all scores of the week before, of past pods too. A long range of
/// many series, so that it is asked for once per monitor and half an hour, and kept as a few edges and counts.
/// </summary>
/// <remarks>Assumptions: one round at a time asks and reads; another at the same time only costs more. Thread-safe for reading.</remarks>
internal sealed class DriftReferences(EngineCatalog engines, TimeProvider time)
{
    private readonly Dictionary<string, Entry> _entries = [];

    /// <summary>Queries for the references that are missing or old; their answers are kept when the round is over.</summary>
    public IReadOnlyList<QueryJob> Jobs(IReadOnlyCollection<MonitorQuestion> questions)
    {
        if (engines.Shared(SignalGroup.Quality) is not { } preset || !preset.Signals.TryGetValue(Signal.Scores, out var scores)) return [];
        var jobs = new List<QueryJob>();
        lock (_entries)
        {
            foreach (var (key, _) in _entries.Where(e => time.GetElapsedTime(e.Value.WantedAt) > SamplingLimits.DriftReferenceAge).ToList()) _entries.Remove(key);
            var asking = questions.Where(q => q.Objectives.Any(o => Signals.Of(o.Indicator).Contains(Signal.Scores))).ToList();
            foreach (var question in asking)
            {
                var known = _entries.GetValueOrDefault(question.Key);
                var promQl = Query(preset, scores.Alternatives[0].Terms[0], question);
                var isFresh = known is { Job.Failure: null } && known.Job.PromQl == promQl && time.GetElapsedTime(known.AskedAt) < SamplingLimits.DriftReferenceAge;
                if (isFresh)
                {
                    _entries[question.Key] = known! with { WantedAt = time.GetTimestamp() };
                    continue;
                }

                var buckets = new List<(double Edge, double Count)>();
                var job = new QueryJob(promQl, SamplingLimits.MaxCustomBytes, question.Namespace, s => Add(buckets, s));
                _entries[question.Key] = new(job, buckets, time.GetTimestamp(), time.GetTimestamp());
                jobs.Add(job);
            }
        }

        return jobs;
    }

    /// <summary>The reference of a question; null when none was asked for.</summary>
    public PodValue<BucketHistogram>? Of(MonitorQuestion question)
    {
        lock (_entries)
        {
            if (!_entries.TryGetValue(question.Key, out var entry)) return null;
            if (entry.Job.Failure is { } failure) return new(null!, failure.Reason, failure.Message);
            return BucketHistogram.Create(entry.Buckets) is { } histogram
                ? PodValue<BucketHistogram>.Of(histogram)
                : new(null!, UnknownReason.Collecting, "there are no scores of the week before yet");
        }
    }

    // A week of one workload: its past pods are known by their names, which begin with the target's.
    private static string Query(EnginePreset preset, EngineMetric metric, MonitorQuestion question)
    {
        var model = question.Model is not null && preset.ModelLabel is { } label ? $",{label}={PromQl.Quote(question.Model)}" : "";
        var match = string.Concat(metric.Match.Select(m => $",{m}"));
        return string.Create(CultureInfo.InvariantCulture,
            $"sum by (le) (increase({metric.Name}_bucket{{namespace={PromQl.Quote(question.Namespace)},pod=~{PromQl.QuoteMadeOf(question.Target)}{model}{match}}}[{SamplingLimits.DriftReference.TotalSeconds}s] offset {SamplingLimits.QualityWindow.TotalSeconds}s))");
    }

    private static void Add(List<(double Edge, double Count)> buckets, VectorSample sample)
    {
        if (sample.Fault is null && sample.Labels.TryGetValue("le", out var le) && PrometheusNumber.TryParse(System.Text.Encoding.UTF8.GetBytes(le), out var edge))
            buckets.Add((edge, sample.Value));
    }

    private sealed record Entry(QueryJob Job, List<(double Edge, double Count)> Buckets, long AskedAt, long WantedAt);
}
