namespace ModelMonitor.Metrics;

/// <summary>Conditions on what an engine's pods show.</summary>
/// <param name="preset">The engine.</param>
/// <param name="question">The monitor.</param>
internal sealed class EngineAlerts(EnginePreset preset, MonitorQuestion question)
{
    private static readonly Signal[] Work = [Signal.Running, Signal.OutputTokens, Signal.Completed];

    private readonly string _names = preset.IsPerService
        ? PromQl.QuoteAnyOf([question.Service ?? question.Target])
        : PromQl.QuoteMadeOf(question.Target);

    /// <summary>
    /// That none of the series by which pods are seen was there; null for an engine without any. Not while the operator says that the
    /// target has no replicas: then nothing can be there.
    /// </summary>
    public string? Missing(TimeSpan silence)
    {
        if (!preset.Signals.TryGetValue(Signal.Running, out var running)) return null;
        var text = Text(silence);
        var absent = from alternative in running.Alternatives
                     from identity in preset.Identities
                     from term in alternative.Terms
                     select $"absent_over_time({text.Selector(term, identity)}[{BurnRates.Duration(silence)}])";
        var (ns, name) = (PromQl.Quote(question.Namespace), PromQl.Quote(question.Key[(question.Key.IndexOf('/', StringComparison.Ordinal) + 1)..]));
        // max() takes off what absent_over_time() takes over of its matchers.
        return $"max(\n  {string.Join("\n  and on ()\n  ", absent)}\n)\nunless on ()\nmax(modelmonitor_replicas{{namespace={ns},name={name},kind=\"current\"}}) == 0";
    }

    /// <summary>
    /// That a pod works on requests and gets nothing done, as the number of requests; null for an engine that does not show all of it. A
    /// pod that is not scraped any more has none of these series: that is another alert.
    /// </summary>
    public string? Stalled(TimeSpan silence)
    {
        if (preset.IsPerService || !Work.All(preset.Signals.ContainsKey)) return null;
        var planner = new QueryPlanner(preset, Text(silence));
        return $"""
            sum by (namespace,pod) ({planner.Level(Signal.Running)}) > 0
            and on (namespace,pod)
            sum by (namespace,pod) ({planner.Counter(Signal.OutputTokens)}) == 0
            and on (namespace,pod)
            sum by (namespace,pod) ({planner.Counter(Signal.Completed)}) == 0
            """;
    }

    private SelectorText Text(TimeSpan window) => new(preset, [question.Namespace], window, _names, question.Model);
}
