using System.Text;
using ModelMonitor.Decisions;

namespace ModelMonitor.Metrics;

/// <summary>
/// Finds out which engine a monitor's pods are when neither spec nor label says so: scrapes one pod wherever known engines expose their
/// metrics, and looks for theirs; else the images' names decide.
/// </summary>
/// <remarks>
/// Ends by itself: whom it did not come to within half an interval waits for the next round; the order is drawn, so that pods that hang
/// are not always the first.
/// </remarks>
internal sealed class PodsProbe(PodScraper scraper, PodsOptions options, EngineCatalog engines, EngineDetector detector, TimeProvider time)
{
    /// <summary>Pods probed at once; each costs a connection per port of a known engine.</summary>
    private const int MaxParallel = 8;

    private static readonly ScrapeFault Later = new(UnknownReason.EngineNotDetected, "was not looked at yet: too many pods answer slowly");

    /// <summary>Finds engines.</summary>
    /// <param name="questions">Questions without an engine, with at least one pod each.</param>
    /// <param name="cancellationToken">Ends the probe.</param>
    /// <returns>Each question with its engine, or with null and what was wrong with the pod's endpoints.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<IReadOnlyList<(MonitorQuestion Question, string? Engine, ScrapeFault? Fault)>> FindAsync(
        IEnumerable<MonitorQuestion> questions, CancellationToken cancellationToken)
    {
        MonitorQuestion[] order = [.. questions];
        Random.Shared.Shuffle(order);
        using var late = new CancellationTokenSource(options.ScrapeInterval / 2, time);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = MaxParallel, CancellationToken = cancellationToken };
        var found = new (MonitorQuestion, string?, ScrapeFault?)[order.Length];
        await Parallel.ForAsync(0, order.Length, parallel, async (i, token) =>
        {
            var (engine, fault) = late.IsCancellationRequested ? (null, Later) : await FindAsync(order[i], token);
            found[i] = (order[i], engine, fault);
        });
        return found;
    }

    private async Task<(string? Engine, ScrapeFault? Fault)> FindAsync(MonitorQuestion question, CancellationToken cancellationToken)
    {
        var pod = question.Pods.MinBy(p => p.Name, StringComparer.Ordinal)!;
        var names = detector.Metrics.ToHashSet(StringComparer.Ordinal);
        var probes = await Task.WhenAll(Endpoints(question).Select(e => ProbeAsync(pod, e.Port, e.Path, names, cancellationToken)));
        var exposed = probes.Where(p => p.Fault is null).SelectMany(p => p.Exposed).ToHashSet(StringComparer.Ordinal);
        var engine = detector.ByMetrics(exposed) ?? detector.ByImage(question.Pods);
        return (engine, engine is null && Array.TrueForAll(probes, p => p.Fault is not null) ? probes.FirstOrDefault().Fault : null);
    }

    private IEnumerable<(int Port, string Path)> Endpoints(MonitorQuestion question) => engines.Engines
        .Where(e => !e.IsPerService && e.Detect.Metrics.Count > 0 && (question.Port ?? e.Port) is not null)
        .Select(e => (question.Port ?? e.Port!.Value, question.Path ?? e.Path))
        .Distinct();

    private async Task<(HashSet<string> Exposed, ScrapeFault? Fault)> ProbeAsync(
        ReadyPod pod, int port, string path, HashSet<string> names, CancellationToken cancellationToken)
    {
        var exposed = new HashSet<string>();
        var known = names.GetAlternateLookup<ReadOnlySpan<char>>();
        var fault = await scraper.ScrapeAsync(pod.Address, port, path, Take, cancellationToken);
        return (exposed, fault);

        void Take(ReadOnlySpan<byte> name, ExpositionLabels labels, double value, long? timestamp)
        {
            Span<char> text = stackalloc char[128];
            if (name.Length <= text.Length && known.TryGetValue(text[..Encoding.UTF8.GetChars(name, text)], out var found)) exposed.Add(found);
        }
    }
}
