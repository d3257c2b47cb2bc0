using Microsoft.Extensions.Logging;
using ModelMonitor.Decisions;

namespace ModelMonitor.Metrics;

/// <summary>Answers monitors' questions from one Prometheus: one query per engine, and one more per histogram in use.</summary>
/// <remarks>
/// Guarantees: every question has a sample, and every objective in it a reading; only series of the question's own namespace, ready pods
/// and model count; a failed query takes down only the readings that need it; nothing is ever thrown but a cancellation.
/// Assumptions: the source labels every series with <c>namespace</c> and <c>pod</c>, and no pod can set these itself (honorLabels: false).
/// Caveats: one attempt per call and query; a source that does not serve is asked less often (<see cref="SourceBreaker"/>).
/// Thread-safe; calls that overlap only cost more.
/// </remarks>
/// <param name="client">Asks the Prometheus; not disposed here.</param>
/// <param name="engines">The known engines.</param>
/// <param name="time">The clock that freshness is judged by.</param>
/// <param name="logger">Told when queries begin to fail, fail otherwise, and work again.</param>
public sealed class PrometheusSource(PrometheusClient client, EngineCatalog engines, TimeProvider time, ILogger logger) : IMetricsSource
{
    private static readonly Signal[] Load = [Signal.Running, Signal.Waiting, Signal.Completed];

    private readonly SourceBreaker _breaker = new(client.Options.Name, time);
    private UnknownReason? _lastFailure;

    /// <inheritdoc/>
    public string Name => client.Options.Name;

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, MonitorSample>> SampleAsync(
        IReadOnlyCollection<MonitorQuestion> questions, CancellationToken cancellationToken)
    {
        var answers = await AskAsync(questions, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        var now = time.GetUtcNow();
        var freshFor = SamplingLimits.FreshFor(client.Options.ScrapeInterval);
        var samples = new Dictionary<string, MonitorSample>(questions.Count);
        foreach (var question in questions)
            samples[question.Key] = CannotAsk(question) ?? MonitorReader.Read(answers[question.Engine], question, now, freshFor);
        return samples;
    }

    // Why no query can answer the question, or null.
    private MonitorSample? CannotAsk(MonitorQuestion question)
    {
        if (!engines.TryGet(question.Engine, out var preset))
        {
            var known = string.Join(", ", engines.Names);
            return MonitorReader.Unknown(question, UnknownReason.BadQuery, $"there is no engine of that name; known: {known}");
        }

        if (question.Model is not null && preset.ModelLabel is null)
            return MonitorReader.Unknown(question, UnknownReason.BadQuery, $"metrics of the engine {preset.Name} do not tell models apart");
        return question.ReadyPods.Count == 0
            ? MonitorReader.Unknown(question, UnknownReason.NoReadyPods, "no pod of the target is ready")
            : null;
    }

    private async Task<Dictionary<string, EngineAnswer>> AskAsync(
        IReadOnlyCollection<MonitorQuestion> questions, CancellationToken cancellationToken)
    {
        var groups = questions.Where(q => CannotAsk(q) is null).GroupBy(q => q.Engine).Select(Plan).ToList();
        var queries = groups.SelectMany(g => g.Queries.Select(q => (g.Preset, Query: q))).ToList();
        var results = new QueryAnswer[queries.Count];
        await _breaker.RoundAsync(
            queries.Count,
            async (i, withheld, token) =>
                (results[i] = withheld is null ? await AskAsync(queries[i].Preset, queries[i].Query, token) : new(null, withheld)).Failure,
            cancellationToken);
        LogChange(results);

        var answers = new Dictionary<string, EngineAnswer>();
        var next = 0;
        foreach (var (preset, planned) in groups)
        {
            var presence = results[next];
            var bySignal = new Dictionary<Signal, QueryAnswer>();
            foreach (var query in planned)
            {
                foreach (var signal in query.Signals) bySignal[signal] = results[next];
                next++;
            }

            answers[preset.Name] = new(preset, presence, bySignal);
        }

        return answers;
    }

    private (EnginePreset Preset, IReadOnlyList<PlannedQuery> Queries) Plan(IGrouping<string, MonitorQuestion> group)
    {
        engines.TryGet(group.Key, out var preset);
        var wanted = group.SelectMany(q => q.Objectives).SelectMany(o => Signals.Of(o.Indicator)).Concat(Load).Distinct();
        return (preset!, QueryPlanner.Plan(preset!, group.Select(q => q.Namespace).Distinct(), wanted, client.Options.Window));
    }

    private async Task<QueryAnswer> AskAsync(EnginePreset preset, PlannedQuery query, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var table = new SeriesTable(preset.ModelLabel, query.Signals[0]);
        try
        {
            await client.QueryAsync(query.PromQl, SamplingLimits.MaxBatchBytes, table.Add, cancellationToken);
            SourceInstruments.Succeeded(Name, time.GetElapsedTime(start), table.Count);
            return new(table, null);
        }
        catch (PrometheusException e)
        {
            SourceInstruments.Failed(Name, time.GetElapsedTime(start), e);
            return new(null, e);
        }
    }

    // A source that is down for a day is one line, not one per tick.
    private void LogChange(QueryAnswer[] results)
    {
        if (results.Length == 0) return;
        var failure = results.FirstOrDefault(r => r.Failure is not null)?.Failure;
        if (failure?.Reason == _lastFailure) return;
        _lastFailure = failure?.Reason;
        if (failure is null) logger.LogInformation("Metrics source {Source} answers again", Name);
        else logger.LogWarning(failure, "Metrics source {Source} fails: {Reason}", Name, failure.Reason);
    }
}
