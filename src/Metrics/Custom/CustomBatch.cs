using ModelMonitor.Decisions;

namespace ModelMonitor.Metrics;

/// <summary>The queries of monitors' own in one round: each is sent for its monitor alone, and gives exactly one series or no value.</summary>
internal sealed class CustomBatch
{
    private readonly List<Asked> _asked = [];

    /// <param name="questions">The round's questions.</param>
    /// <param name="at">What the answers are taken to be of: a query's result does not tell how old the samples in it are.</param>
    public CustomBatch(IEnumerable<MonitorQuestion> questions, DateTimeOffset at)
    {
        foreach (var question in questions)
        {
            foreach (var objective in question.Objectives)
            {
                // Without a pod objectives are not judged; only what waits at a gateway is of interest.
                if (objective.Custom is not { } custom || (question.Pods.Count == 0 && !objective.IsWakeQuery)) continue;
                var value = new Single("query", custom.Query, question);
                var samples = custom.SamplesQuery is { } text ? new Single("samplesQuery", text, question) : null;
                _asked.Add(new(question.Key, objective, value, samples, at));
            }
        }
    }

    public IEnumerable<QueryJob> Jobs => _asked.SelectMany(a => new[] { a.Value.Job, a.Samples?.Job }).OfType<QueryJob>();

    /// <summary>After the round: what each monitor's queries gave, by monitor and objective.</summary>
    public Dictionary<string, Dictionary<string, Reading>> Readings() => _asked
        .GroupBy(a => a.Monitor)
        .ToDictionary(m => m.Key, m => m.ToDictionary(a => a.Objective.Objective, ReadingOf));

    private static Reading ReadingOf(Asked asked)
    {
        if (asked.Samples is { } samples)
        {
            if (samples.Unknown() is { } noCount) return noCount;
            if (asked.Objective.MinSamples is { } least && samples.Number < least)
                return Reading.Unknown(UnknownReason.TooFewSamples, FormattableString.Invariant($"{samples.Number:0.#} samples; {least} are needed"));
        }

        return asked.Value.Unknown() ?? Reading.Of(asked.Value.Number, asked.At);
    }

    private sealed record Asked(string Monitor, IndicatorQuestion Objective, Single Value, Single? Samples, DateTimeOffset At);

    /// <summary>A query that is to give one series.</summary>
    private sealed class Single
    {
        private readonly string _field;
        private readonly Reading? _refusal;
        private UnknownReason? _fault;

        public Single(string field, string text, MonitorQuestion question)
        {
            _field = field;
            var (query, mistake) = CustomQuery.Parse(text);
            if (query is null) _refusal = Reading.Unknown(UnknownReason.BadQuery, $"{_field}: {mistake}");
            else if (query.NeedsPods && question.Pods.Count == 0) _refusal = Reading.Unknown(UnknownReason.NoReadyPods, $"{_field} speaks of $pods, and none is ready");
            else Job = new(query.Render(question.Namespace, [.. question.Pods.Select(p => p.Name)]), SamplingLimits.MaxCustomBytes, question.Namespace, Take);
        }

        public QueryJob? Job { get; }

        public double Number { get; private set; }

        public Reading? Unknown() => this switch
        {
            { Job: null } => _refusal,
            { Job.Failure: { } failure } => Reading.Unknown(failure.Reason, $"{_field}: {failure.Message}"),
            { Job.Series: 0 } => Reading.Unknown(UnknownReason.NoData, $"{_field} gives no series"),
            { Job.Series: > 1 } => Reading.Unknown(UnknownReason.Ambiguous, $"{_field} gives {Job.Series} series; aggregate to one, as with sum(...)"),
            { _fault: { } fault } => Reading.Unknown(fault, $"{_field} gives no finite number"),
            _ => null,
        };

        private void Take(VectorSample sample) => (Number, _fault) = (sample.Value, sample.Fault);
    }
}
