using System.Text;
using ModelMonitor.Decisions;

namespace ModelMonitor.Metrics;

/// <summary>Scrapes the pods of one round, many at once, and puts what is wanted into their histories.</summary>
/// <remarks>
/// A round ends by itself: pods that were not asked within half an interval are told so. Pods that failed before come last, the longest
/// untried first, so that hundreds that hang cost the others nothing but half an interval. Each history is filled by one task.
/// </remarks>
internal sealed class ScrapeRound(PodScraper scraper, PodsOptions options, TimeProvider time)
{
    /// <summary>Scrapes under way at once: connections are short, and a scrape's memory is its buffers of some tens of KiB.</summary>
    public const int MaxParallel = 64;

    private const int MaxNameBytes = 256;

    private readonly Dictionary<string, List<SeriesSelector>> _byName = [];
    private readonly Dictionary<PodTarget, PodHistory> _pods = [];

    /// <summary>Adds a pod to be scraped.</summary>
    public void Add(PodTarget pod, PodHistory history) => _pods[pod] = history;

    /// <summary>Adds a metric that some pod's history keeps.</summary>
    public void Add(SeriesSelector selector)
    {
        if (!_byName.TryGetValue(selector.Name, out var selectors)) _byName.Add(selector.Name, selectors = []);
        if (!selectors.Contains(selector)) selectors.Add(selector);
    }

    /// <summary>Scrapes them.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(options.ScrapeInterval / 2, time);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = MaxParallel, CancellationToken = cancellationToken };
        var order = _pods.OrderBy(p => p.Value.Fault is not null).ThenBy(p => p.Value.LastTried);
        await Parallel.ForEachAsync(order, parallel, async (pod, token) =>
        {
            if (late.IsCancellationRequested) pod.Value.Fail(new(UnknownReason.SourceUnreachable, "was not scraped: too many pods answer slowly"));
            else await ScrapeAsync(pod.Key, pod.Value, token);
        });
    }

    private async Task ScrapeAsync(PodTarget pod, PodHistory history, CancellationToken cancellationToken)
    {
        var (start, samples) = (time.GetTimestamp(), 0);
        var (wanted, id) = (_byName.GetAlternateLookup<ReadOnlySpan<char>>(), new SeriesId());
        history.Begin(time.GetUtcNow().ToUnixTimeMilliseconds());
        var fault = await scraper.ScrapeAsync(pod.Address, pod.Port, pod.Path, Take, cancellationToken);
        if (fault is null)
        {
            history.Commit();
            SourceInstruments.Succeeded(options.Name, time.GetElapsedTime(start), samples);
        }
        else
        {
            history.Fail(fault);
            SourceInstruments.Failed(options.Name, time.GetElapsedTime(start), fault.Reason);
        }

        void Take(ReadOnlySpan<byte> name, ExpositionLabels labels, double value, long? timestamp)
        {
            samples++;
            if (name.Length > MaxNameBytes) return;
            Span<char> text = stackalloc char[MaxNameBytes];
            text = text[..Encoding.UTF8.GetChars(name, text)];
            if (!wanted.TryGetValue(text, out var selectors)) return;
            foreach (var selector in selectors) history.Add(selector, id, labels, value, timestamp);
        }
    }
}
