namespace ModelMonitor.Metrics;

/// <summary>
/// Rules that record an objective's events, and the query that reads what they recorded. A rule group must be evaluated each
/// <see cref="HistoryLimits.RuleInterval"/>. docs/long-windows.md shows the text of each form.
/// </summary>
public static class RecordingRules
{
    /// <summary>
    /// Name of the series, made by the rule level:metric:operations of the Prometheus documentation: events of an objective, as a rate
    /// per second over five minutes.
    /// </summary>
    public const string Series = "objective:modelmonitor_events:rate5m";

    /// <summary>Label of the series: <see cref="Good"/> or <see cref="Total"/>.</summary>
    public const string ResultLabel = "result";

    /// <summary>Events within the bound.</summary>
    public const string Good = "good";

    /// <summary>All events.</summary>
    public const string Total = "total";

    /// <summary>Name of the part of an answer that counts samples.</summary>
    internal const string Known = "known";

    /// <summary>The rules for one objective.</summary>
    /// <param name="preset">The monitor's engine.</param>
    /// <param name="question">The monitor.</param>
    /// <param name="objective">The objective.</param>
    /// <param name="edges">Bucket edges of a latency as the source writes them, the unbounded one among them; null while they are not known.</param>
    /// <returns>
    /// Two; none when the objective's events cannot be recorded: it counts no requests, its edges are not known, its bound is beyond them,
    /// or versions of the engine measure in different units.
    /// </returns>
    public static IReadOnlyList<RecordingRule> Of(
        EnginePreset preset, MonitorQuestion question, IndicatorQuestion objective, IReadOnlyCollection<string>? edges)
    {
        if (!EventQuery.IsCounted(preset, objective) || objective.Bound is null) return [];
        var query = new EventQuery(preset, question, objective);
        var around = query.IsLatency ? query.Around(edges) : null;
        if (query.IsLatency && around is null or { IsBeyond: true }) return [];
        var labels = LabelsOf(question, objective);
        return
        [
            new(Series, query.Good(HistoryLimits.RuleWindow, around), new Dictionary<string, string>(labels) { [ResultLabel] = Good }),
            new(Series, query.Total(HistoryLimits.RuleWindow), new Dictionary<string, string>(labels) { [ResultLabel] = Total }),
        ];
    }

    /// <summary>Events in each step that was recorded, and how many samples say so.</summary>
    internal static string Query(MonitorQuestion question, IndicatorQuestion objective, TimeSpan step)
    {
        var labels = string.Join(',', LabelsOf(question, objective).Select(l => $"{l.Key}={PromQl.Quote(l.Value)}"));
        // One millisecond less: a sample on the border of two steps must not be in both.
        var window = $"[{step.TotalMilliseconds - 1}ms]";
        // The largest and not the sum: two replicas of a Prometheus may both have recorded it.
        return $"label_replace(max by ({ResultLabel}) (sum_over_time({Series}{{{labels}}}{window})) * {HistoryLimits.RuleInterval.TotalSeconds}, "
            + $"\"{SeriesNames.Label}\", \"$1\", \"{ResultLabel}\", \"(.*)\")\nor\n"
            + $"label_replace(max(count_over_time({Series}{{{labels},{ResultLabel}=\"{Good}\"}}{window})), \"{SeriesNames.Label}\", \"{Known}\", \"\", \"\")";
    }

    /// <summary>What was recorded in the step that ends at one time of an answer to <see cref="Query"/>; null when nothing was.</summary>
    internal static PastEvents? Read(RangeTable answer, int index)
    {
        if (answer.Find(Good, index) is not { } good || answer.Find(Total, index) is not { } total || answer.Find(Known, index) is not { } samples)
            return null;
        var (step, known) = (answer.Range.Step, HistoryLimits.RuleInterval * samples);
        return new(answer.TimeOf(index), step, known < step ? known : step, good, total);
    }

    // With what is counted among them, so that what was recorded of another bound is not taken for this one's.
    private static Dictionary<string, string> LabelsOf(MonitorQuestion question, IndicatorQuestion objective)
    {
        var labels = new Dictionary<string, string>
        {
            ["namespace"] = question.Namespace,
            ["monitor"] = question.Key[(question.Key.IndexOf('/', StringComparison.Ordinal) + 1)..],
            ["objective"] = objective.Objective,
            ["signal"] = Signals.NameOf(Signals.Of(objective.Indicator)[0]),
        };
        if (Decisions.Indicators.IsLatency(objective.Indicator)) labels["bound"] = FormattableString.Invariant($"{objective.Bound:R}");
        return labels;
    }
}
