namespace ModelMonitor.Metrics;

/// <summary>The histories of all pods that questions are about. One that no question was about within a window is forgotten.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class PodHistories(PodsOptions options)
{
    // Samples come no closer than this, so that a history of a few slots spans the window.
    private readonly TimeSpan _distance = 0.8 * options.ScrapeInterval;
    private readonly long _window = (long)options.Window.TotalMilliseconds;
    private readonly Dictionary<PodTarget, PodHistory> _histories = [];

    /// <summary>How many pods are remembered.</summary>
    public int Count => _histories.Count;

    /// <summary>The pods whose last scrape failed, as <c>namespace/name</c>, and why.</summary>
    public IEnumerable<(string Pod, ScrapeFault Fault)> Failing =>
        _histories.Where(h => h.Value.Fault is not null).Select(h => ($"{h.Key.Namespace}/{h.Key.Name}", h.Value.Fault!));

    public PodHistory this[PodTarget pod] => _histories[pod];

    /// <summary>
    /// Says what is wanted of a pod, and decides whether it is to be scraped now. Rounds for new monitors come between the regular ones:
    /// a pod that was just scraped for another monitor is not asked again, unless something is wanted that was not kept before.
    /// </summary>
    /// <param name="pod">The pod.</param>
    /// <param name="selectors">Everything that is wanted of it.</param>
    /// <param name="now">Unix milliseconds.</param>
    public bool Want(PodTarget pod, IEnumerable<SeriesSelector> selectors, long now)
    {
        if (!_histories.TryGetValue(pod, out var history)) _histories.Add(pod, history = new((int)Math.Ceiling(options.Window / _distance)));
        var isNew = history.Want(selectors, now, _window);
        // A clock that was set back must not end the scraping.
        var age = Math.Abs(now - history.LastTried);
        return isNew || age >= _distance.TotalMilliseconds;
    }

    /// <summary>Forgets pods that are gone.</summary>
    /// <param name="now">Unix milliseconds.</param>
    public void Trim(long now)
    {
        foreach (var (pod, history) in _histories)
            if (Math.Abs(now - history.LastWanted) > _window) _histories.Remove(pod);
    }
}
