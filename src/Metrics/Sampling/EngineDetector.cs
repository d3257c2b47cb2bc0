namespace ModelMonitor.Metrics;

/// <summary>Finds out which engine a target's pods are: by the pod's label, else by the metrics they expose, else by an image's name.</summary>
/// <param name="engines">The known engines.</param>
public sealed class EngineDetector(EngineCatalog engines)
{
    /// <summary>Metric names to look for.</summary>
    public IReadOnlyCollection<string> Metrics { get; } = [.. engines.Engines.SelectMany(e => e.Detect.Metrics).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>What pods say of their engine by their label; null when they say nothing that is known, or different things.</summary>
    /// <param name="pods">The target's ready pods.</param>
    public string? ByLabel(IReadOnlyCollection<ReadyPod> pods)
    {
        var labels = pods.Select(p => p.EngineLabel).Distinct().ToList();
        return labels is [{ } one] && engines.TryGet(one, out _) ? one : null;
    }

    /// <summary>The engine whose metrics pods expose; of several the one with the highest priority, then the first by name.</summary>
    /// <param name="exposed">Names of metrics that the pods expose, out of <see cref="Metrics"/>.</param>
    public string? ByMetrics(IReadOnlySet<string> exposed) =>
        engines.Engines.Where(e => e.Detect.Metrics.Any(exposed.Contains)).MaxBy(e => e.Detect.Priority)?.Name;

    /// <summary>The engine in whose name the pods' images are; the longest part of a name that fits counts.</summary>
    /// <param name="pods">The target's ready pods.</param>
    public string? ByImage(IReadOnlyCollection<ReadyPod> pods) => engines.Engines
        .SelectMany(e => e.Detect.Images.Select(i => (Engine: e.Name, Image: i)))
        .Where(d => pods.All(p => p.Images?.Any(i => i.Contains(d.Image, StringComparison.OrdinalIgnoreCase)) == true))
        .OrderByDescending(d => d.Image.Length)
        .Select(d => d.Engine)
        .FirstOrDefault();

    /// <summary>What to say when nothing was found.</summary>
    public string NothingFound => $"no label, metric or image of the target's pods is that of a known engine; write spec.engine, one of {string.Join(", ", engines.Names)}";
}
