namespace ModelMonitor.Metrics;

/// <summary>Asks a Prometheus which engines' metrics the pods of some questions expose: one query for all of them.</summary>
internal sealed class EngineProbe
{
    private readonly EngineDetector _detector;
    private readonly Dictionary<(string Namespace, string Pod), HashSet<string>> _exposed = [];

    public EngineProbe(EngineDetector detector, IReadOnlyList<MonitorQuestion> questions)
    {
        _detector = detector;
        var names = PromQl.QuoteAnyOf(detector.Metrics);
        var namespaces = PromQl.QuoteAnyOf(questions.Select(q => q.Namespace).Distinct().Order(StringComparer.Ordinal));
        Job = new($"count by (namespace,pod,__name__) ({{__name__=~{names},namespace=~{namespaces},pod!=\"\"}})", SamplingLimits.MaxBatchBytes, questions[0].Namespace, Add);
    }

    public QueryJob Job { get; }

    /// <summary>The engine of a question's pods; null when none was found.</summary>
    public string? EngineOf(MonitorQuestion question)
    {
        if (Job.Failure is not null) return null;
        var exposed = new HashSet<string>();
        foreach (var pod in question.Pods)
            if (_exposed.TryGetValue((question.Namespace, pod.Name), out var names)) exposed.UnionWith(names);
        return _detector.ByMetrics(exposed) ?? _detector.ByImage(question.Pods);
    }

    private void Add(VectorSample sample)
    {
        var labels = sample.Labels;
        if (!labels.TryGetValue("namespace", out var ns) || !labels.TryGetValue("pod", out var pod) || !labels.TryGetValue("__name__", out var name)) return;
        if (!_exposed.TryGetValue((ns, pod), out var names)) _exposed.Add((ns, pod), names = []);
        names.Add(name);
    }
}
