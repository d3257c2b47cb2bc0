namespace ModelMonitor.Metrics;

/// <summary>The histories of all pods that questions are about. One that no question was about within a window is forgotten.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class PodHistories(PodsOptions options)
{
    // The samples of one window, one at either end of it, whose time may fall to this side or that.
    private readonly int _slots = (int)Math.Ceiling(options.Window / options.ScrapeInterval) + 2;
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
    /// a pod that was just scraped for another monitor is not asked again, so that its samples keep their distance and span the window.
    /// </summary>
    /// <param name="pod">The pod.</param>
    /// <param name="selectors">Everything that is wanted of it.</param>
    /// <param name="now">Unix milliseconds.</param>
    public bool Want(PodTarget pod, IEnumerable<SeriesSelector> selectors, long now)
    {
        if (!_histories.TryGetValue(pod, out var history)) _histories.Add(pod, history = new(_slots));
        var isNew = history.Want(selectors, now, _window);
        // A clock that was set back must not end the scraping.
        var age = Math.Abs(now - history.LastTried);
        return isNew || age >= options.ScrapeInterval.TotalMilliseconds / 2;
    }

    /// <summary>Forgets pods that are gone.</summary>
    /// <param name="now">Unix milliseconds.</param>
    public void Trim(long now)
    {
        foreach (var (pod, history) in _histories)
            if (Math.Abs(now - history.LastWanted) > _window) _histories.Remove(pod);
    }
}
