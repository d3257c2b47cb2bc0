namespace ModelMonitor.Metrics;

/// <summary>
/// Asks a Prometheus which pods any GPU exporter shows: one query for all questions that may be asked together, whatever their number and
/// their engines.
/// </summary>
/// <remarks>
/// A pod is shown by series that say they are of its GPU (<c>exported_pod</c>, or <c>pod</c> where nothing else says so). Those of a node's
/// exporter that name nobody are the exporter's own, and no ready pod of a target has its name.
/// </remarks>
internal sealed class GpuPresence
{
    // What exporters give most often: one of them is enough.
    private static readonly Signal[] Signs = [Signal.GpuUtilization, Signal.GpuMemoryUsed, Signal.GpuTemperature];

    private readonly Dictionary<(string Namespace, string Pod), double> _newest = [];

    public GpuPresence(EnginePreset exporters, IReadOnlyList<MonitorQuestion> questions)
    {
        Questions = questions;
        var text = new SelectorText(exporters, questions.Select(q => q.Namespace).Distinct(), TimeSpan.Zero);
        var terms = Signs.Where(exporters.Signals.ContainsKey).SelectMany(s => exporters.Signals[s].Alternatives)
            .SelectMany(a => (a.Identities ?? exporters.Identities).Select(i => (Metric: a.Terms[0], Identity: i)))
            .Distinct()
            .Select((one, n) => SelectorText.Told(text.Aggregate("max", one.Identity, $"timestamp({text.Selector(one.Metric, one.Identity)})"), n));
        Job = new($"max by ({SelectorText.Pod}) ({string.Join(" or ", terms)})", SamplingLimits.MaxBatchBytes, questions[0].Namespace, Add);
    }

    public IReadOnlyList<MonitorQuestion> Questions { get; }

    public QueryJob Job { get; }

    /// <summary>The queries for some questions: one, or one per shard.</summary>
    /// <param name="engines">The known exporters.</param>
    /// <param name="questions">Questions; those that do not ask are left out.</param>
    /// <param name="isPerNamespace">Whether each namespace is asked for alone.</param>
    public static IReadOnlyList<GpuPresence> Of(EngineCatalog engines, IEnumerable<MonitorQuestion> questions, bool isPerNamespace)
    {
        if (engines.Shared(SignalGroup.Gpu) is not { } exporters) return [];
        // Exporters do not depend on the engine: questions of all engines stand in one shard.
        var asking = questions.Where(q => q.AsksGpu && q.Pods.Count > 0).Select(q => q with { Engine = null });
        return [.. Shards.Of(asking, isPerNamespace).Select(shard => new GpuPresence(exporters, shard))];
    }

    /// <summary>Names of a question's ready pods that are shown; null when it is not known.</summary>
    public IReadOnlySet<string>? PodsOf(MonitorQuestion question, ReadingRules rules) => Job.Failure is not null
        ? null
        : question.Pods.Select(p => p.Name).Where(name => _newest.TryGetValue((question.Namespace, name), out var seconds) && rules.IsFresh(seconds)).ToHashSet();

    private void Add(VectorSample sample)
    {
        var labels = sample.Labels;
        if (sample.Fault is null && labels.TryGetValue("namespace", out var ns) && labels.TryGetValue("pod", out var pod)) _newest[(ns, pod)] = sample.Value;
    }
}
