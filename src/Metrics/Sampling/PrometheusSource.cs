using Microsoft.Extensions.Logging;
using ModelMonitor.Decisions;

namespace ModelMonitor.Metrics;

/// <summary>
/// Answers monitors' questions from one Prometheus: per engine one query and one more per histogram in use, whatever the number of
/// monitors; so too for exporters, and one for which pods GPU exporters show. What belongs to a monitor alone (its own queries, the reference of a drift) costs queries of its own.
/// </summary>
/// <remarks>
/// Guarantees: every question has a sample, and every objective in it a reading; only series of the question's own namespace, ready pods
/// and model count; a failed query takes down only the readings that need it; nothing is ever thrown but a cancellation.
/// Assumptions: the source labels every series with <c>namespace</c> and <c>pod</c>, and no pod can set these itself (honorLabels: false).
/// Caveats: one attempt per call and query.
/// Thread-safe; calls that overlap only cost more.
/// </remarks>
/// <param name="client">Asks the Prometheus; disposed of with the source.</param>
/// <param name="engines">The known engines.</param>
/// <param name="time">The clock that freshness is judged by.</param>
/// <param name="logger">Told when queries begin to fail, fail otherwise, and work again.</param>
public sealed class PrometheusSource(PrometheusClient client, EngineCatalog engines, TimeProvider time, ILogger logger) : IMetricsSource, IDisposable
{
    private readonly QueryRunner _runner = new(client, time, logger);
    private readonly EdgeMemory _edges = new();
    private readonly EngineDetector _detector = new(engines);
    private readonly DriftReferences _references = new(engines, time);
    private readonly BudgetHistory _budgets = new(client.Options.Window, engines, time);

    /// <inheritdoc/>
    public string Name => client.Options.Name;

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, MonitorSample>> SampleAsync(
        IReadOnlyCollection<MonitorQuestion> questions, CancellationToken cancellationToken)
    {
        var samples = new Dictionary<string, MonitorSample>(questions.Count);
        var round = new List<QueryJob>();
        var (asked, asleep) = await DetectAsync(questions, samples, cancellationToken);
        var batches = Shards.Of(asked, client.Options.Tenant is not null).Select(s => new Batch(s, engines, client.Options.Window, _edges)).ToList();
        round.AddRange(batches.SelectMany(b => b.Jobs));
        round.AddRange(_references.Jobs(asked));
        var custom = new CustomBatch(asked.Concat(asleep), time.GetUtcNow() - client.Options.Offset);
        round.AddRange(custom.Jobs);
        var gpus = GpuPresence.Of(engines, questions.Where(q => client.Options.Allows(q.Namespace)), client.Options.Tenant is not null);
        round.AddRange(gpus.Select(g => g.Job));
        await _runner.RunAsync(round, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();

        var rules = ReadingRules.Of(client.Options, time.GetUtcNow());
        var own = custom.Readings();
        foreach (var (batch, question) in batches.SelectMany(b => b.Questions.Select(q => (b, q))))
        {
            var answers = batch.Answers with { Reference = _references.Of(question), Custom = own.GetValueOrDefault(question.Key) ?? MonitorAnswers.NoCustom };
            samples[question.Key] = MonitorReader.Read(answers, question, rules);
        }

        foreach (var question in asleep) samples[question.Key] = MonitorReader.NoPods(question, own[question.Key][IndicatorQuestion.WakeQuery]);
        foreach (var (gpu, question) in gpus.SelectMany(g => g.Questions.Select(q => (g, q))))
            samples[question.Key] = samples[question.Key] with { GpuPods = gpu.PodsOf(question, rules) };
        _budgets.Add(questions, samples);
        _budgets.Fill(_runner, _edges, cancellationToken);
        return samples;
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    /// <summary>Rules that would record the events of a monitor's objectives with a budget; none of a histogram that was not read yet.</summary>
    /// <param name="question">The monitor, with its engine.</param>
    public IReadOnlyList<RecordingRule> RecordingRulesOf(MonitorQuestion question) => _budgets.RulesOf(question, _edges);

    /// <summary>Reading of the past that is under way beside the sampling.</summary>
    internal Task FillingOfHistory => _budgets.Filling;

    // Leaves the questions that a query can answer, each with an engine, and those without a pod that ask what waits for one; the others
    // get their samples here.
    private async Task<(List<MonitorQuestion> Asked, List<MonitorQuestion> Asleep)> DetectAsync(
        IReadOnlyCollection<MonitorQuestion> questions, Dictionary<string, MonitorSample> samples, CancellationToken cancellationToken)
    {
        var (asked, asleep, unnamed) = (new List<MonitorQuestion>(questions.Count), new List<MonitorQuestion>(), new List<MonitorQuestion>());
        foreach (var question in questions)
        {
            var engine = question.Engine ?? _detector.ByLabel(question.Pods);
            if (!client.Options.Allows(question.Namespace)) Refuse(question, $"the source {Name} is not for namespace {question.Namespace}");
            else if (question.Pods.Count == 0) Sleep(question);
            else if (engine is null) unnamed.Add(question);
            else Take(question with { Engine = engine });
        }

        if (unnamed.Count > 0)
        {
            var probes = Shards.Of(unnamed, client.Options.Tenant is not null).Select(s => (Questions: s, Probe: new EngineProbe(_detector, s))).ToList();
            await _runner.RunAsync([.. probes.Select(p => p.Probe.Job)], cancellationToken);
            foreach (var (question, probe) in probes.SelectMany(p => p.Questions.Select(q => (q, p.Probe))))
            {
                if (probe.EngineOf(question) is { } engine) Take(question with { Engine = engine });
                else if (probe.Job.Failure is { } failure) samples[question.Key] = MonitorReader.Unknown(question, failure.Reason, failure.Message);
                else samples[question.Key] = MonitorReader.Unknown(question, UnknownReason.EngineNotDetected, _detector.NothingFound);
            }
        }

        return (asked, asleep);

        void Sleep(MonitorQuestion question)
        {
            if (question.Objectives.Any(o => o.IsWakeQuery)) asleep.Add(question);
            else samples[question.Key] = MonitorReader.NoPods(question);
        }

        void Take(MonitorQuestion question)
        {
            if (engines.WhyNot(question.Engine!, question.Model) is { } detail) Refuse(question, detail);
            else asked.Add(question);
        }

        void Refuse(MonitorQuestion question, string detail) => samples[question.Key] = MonitorReader.Unknown(question, UnknownReason.Unsupported, detail);
    }
}
