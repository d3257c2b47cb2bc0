using Microsoft.Extensions.Logging;
using ModelMonitor.Decisions;

namespace ModelMonitor.Metrics;

/// <summary>
/// Answers monitors' questions by scraping their pods itself, so that a cluster without a Prometheus works at once. Each call is a
/// round of scrapes; rates and quantiles are computed of the rounds within the window.
/// </summary>
/// <remarks>
/// Guarantees: every question has a sample, and every objective in it a reading, the same that <see cref="PrometheusSource"/> would
/// give of a Prometheus that scrapes the same pods; a pod that fails in whatever way costs its own monitors their readings of it and
/// nobody else; a round ends within half an interval and one <see cref="PodsOptions.Timeout"/>; nothing is ever thrown but a
/// cancellation; pods that no question is about are forgotten after a window.
/// Assumptions: a round for all questions comes each <see cref="PodsOptions.ScrapeInterval"/>; others may come between.
/// Caveats: after a start rates are unknown (Warmup) until the window holds enough samples; a clock that is set forth empties it. What
/// pods do not tell themselves (GPUs, containers, gateways, hours of history, custom queries) is Unsupported.
/// Thread-safe; calls that overlap wait for each other.
/// </remarks>
public sealed class PodsSource : IMetricsSource, IDisposable
{
    private readonly PodsOptions _options;
    private readonly EngineCatalog _engines;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly PodScraper _scraper;
    private readonly EngineDetector _detector;
    private readonly PodsProbe _probe;
    private readonly PodHistories _histories;
    private readonly BudgetHistory _budgets;
    private readonly Dictionary<string, PresetSelectors> _selectors = [];
    private readonly SemaphoreSlim _round = new(1, 1);
    private bool _isFailing;

    /// <summary>Makes a source; nothing is sent yet.</summary>
    /// <param name="options">Not to be changed afterwards.</param>
    /// <param name="engines">The known engines.</param>
    /// <param name="time">The clock of samples and deadlines.</param>
    /// <param name="logger">Told when pods begin to fail, and when all answer again.</param>
    /// <param name="handler">Carries the requests instead of sockets, in tests; disposed with the source.</param>
    /// <exception cref="ArgumentException">An option is wrong.</exception>
    public PodsSource(PodsOptions options, EngineCatalog engines, TimeProvider time, ILogger logger, HttpMessageHandler? handler = null)
    {
        options.Validate();
        (_options, _engines, _time, _logger) = (options, engines, time, logger);
        (_scraper, _detector, _histories) = (new(options, time, handler), new(engines), new(options));
        _budgets = new(options.Window, engines, time, hasPast: false);
        _probe = new(_scraper, options, engines, _detector, time);
    }

    /// <inheritdoc/>
    public string Name => _options.Name;

    /// <summary>How many pods are remembered.</summary>
    internal int RememberedPods => _histories.Count;

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, MonitorSample>> SampleAsync(
        IReadOnlyCollection<MonitorQuestion> questions, CancellationToken cancellationToken)
    {
        await _round.WaitAsync(cancellationToken);
        try
        {
            var samples = new Dictionary<string, MonitorSample>(questions.Count);
            var asked = await DetectAsync(questions, samples, cancellationToken);
            await ScrapeAsync(asked, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var group in asked.GroupBy(a => (a.Engine.Preset.Name, a.Port, a.Path))) Read([.. group], samples);
            _budgets.Add(questions, samples);
            return samples;
        }
        finally
        {
            _round.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _scraper.Dispose();
        _round.Dispose();
    }

    // Leaves the questions that scrapes can answer, each with an engine; the others get their samples here.
    private async Task<List<Asked>> DetectAsync(
        IReadOnlyCollection<MonitorQuestion> questions, Dictionary<string, MonitorSample> samples, CancellationToken cancellationToken)
    {
        var (asked, unnamed) = (new List<Asked>(questions.Count), new List<MonitorQuestion>());
        foreach (var question in questions)
        {
            var engine = question.Engine ?? _detector.ByLabel(question.Pods);
            if (question.Pods.Count == 0) samples[question.Key] = MonitorReader.NoPods(question, Reading.Unknown(UnknownReason.Unsupported, PodsUnsupported.Query));
            else if (engine is null) unnamed.Add(question);
            else Take(question, engine);
        }

        foreach (var (question, engine, fault) in await _probe.FindAsync(unnamed, cancellationToken))
        {
            if (engine is not null) Take(question, engine);
            else samples[question.Key] = MonitorReader.Unknown(question, UnknownReason.EngineNotDetected, NotFound(question, fault));
        }

        return asked;

        void Take(MonitorQuestion question, string engine)
        {
            if (CannotAsk(question, engine) is { } detail) samples[question.Key] = MonitorReader.Unknown(question, UnknownReason.Unsupported, detail);
            else asked.Add(AskedOf(question, engine));
        }
    }

    private string NotFound(MonitorQuestion question, ScrapeFault? fault) =>
        fault is null ? _detector.NothingFound : $"{question.Pods.Min(p => p.Name)}: {fault.Detail}; {_detector.NothingFound}";

    private string? CannotAsk(MonitorQuestion question, string engine) =>
        _engines.WhyNot(engine, question.Model) ?? (_engines.TryGet(engine, out var preset) ? PodsUnsupported.Engine(preset, question.Port) : null);

    private Asked AskedOf(MonitorQuestion question, string engine)
    {
        if (!_selectors.TryGetValue(engine, out var selectors))
        {
            _engines.TryGet(engine, out var preset);
            _selectors.Add(engine, selectors = new(preset!));
        }

        // An engine without signals is asked nothing, and needs no port.
        var (port, path) = (question.Port ?? selectors.Preset.Port ?? 0, question.Path ?? selectors.Preset.Path);
        var pods = selectors.Preset.Signals.Count == 0 ? [] : question.Pods.Select(p => PodTarget.Of(question.Namespace, p, port, path)).ToList();
        return new(question, selectors, port, path, pods);
    }

    private async Task ScrapeAsync(List<Asked> asked, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        var round = new ScrapeRound(_scraper, _options, _time);
        foreach (var one in asked)
        {
            var selectors = one.Engine.Of(Wanted.Of(one.Engine.Preset, one.Question.Objectives));
            foreach (var selector in selectors) round.Add(selector);
            foreach (var pod in one.Pods)
                if (_histories.Want(pod, selectors, now)) round.Add(pod, _histories[pod]);
        }

        await round.RunAsync(cancellationToken);
        _histories.Trim(now);
        LogChange();
    }

    // All monitors of one engine and endpoint share a table, as they share a query of a Prometheus.
    private void Read(IReadOnlyList<Asked> group, Dictionary<string, MonitorSample> samples)
    {
        var now = _time.GetUtcNow();
        var evaluator = new PodEvaluator(
            group[0].Engine,
            Wanted.Of(group[0].Engine.Preset, group.SelectMany(a => a.Question.Objectives)),
            [.. group.Select(a => a.Question.Model ?? "").Distinct()],
            now.ToUnixTimeMilliseconds(),
            (long)_options.Window.TotalMilliseconds);
        foreach (var pod in group.SelectMany(a => a.Pods).Distinct()) evaluator.Add(pod, _histories[pod]);
        var rules = new ReadingRules(now, SamplingLimits.FreshFor(_options.ScrapeInterval), _options.ScrapeInterval, _options.Window);
        var answer = evaluator.Answer;
        foreach (var one in group)
        {
            var answers = new MonitorAnswers(answer, PodsUnsupported.Shared, PodsUnsupported.Custom(one.Question));
            samples[one.Question.Key] = MonitorReader.Read(answers, one.Question, rules);
        }
    }

    // Pods that fail for a day are one line, not one per round.
    private void LogChange()
    {
        var failing = _histories.Failing.ToList();
        if (failing.Count > 0 == _isFailing) return;
        _isFailing = failing.Count > 0;
        if (_isFailing)
            _logger.LogWarning("Metrics source {Source}: {Count} pods cannot be scraped, {Pod}: {Detail}", Name, failing.Count, failing[0].Pod, failing[0].Fault.Detail);
        else _logger.LogInformation("Metrics source {Source}: all pods are scraped again", Name);
    }

    private sealed record Asked(MonitorQuestion Question, PresetSelectors Engine, int Port, string Path, IReadOnlyList<PodTarget> Pods);
}
