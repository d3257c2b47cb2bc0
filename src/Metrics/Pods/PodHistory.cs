using System.Diagnostics.CodeAnalysis;

namespace ModelMonitor.Metrics;

/// <summary>What was scraped of one pod within the window, of the wanted series alone; from it come the values and rates of now.</summary>
/// <remarks>
/// A scrape counts as a whole or not at all: <see cref="Begin"/>, <see cref="Add"/> for every sample, then <see cref="Commit"/> or
/// <see cref="Fail"/>. After a failed scrape there are no values of now, as in Prometheus, where it makes every series stale.
/// Not thread-safe. Memory: 8 bytes per series and slot, 40 per series, a hundred per metric.
/// </remarks>
/// <param name="slots">Scrapes to hold: those of one window.</param>
internal sealed class PodHistory(int slots)
{
    /// <summary>Most series of one pod that are kept; an engine's presets want tens.</summary>
    public const int MaxSeries = 4000;

    private readonly long[] _times = new long[slots];
    private SeriesRing[] _rings = [];
    private int _newest = -1;
    private int _scrapes;
    private int _series;

    /// <summary>Begin of the newest scrape that was tried, Unix milliseconds; 0 before the first.</summary>
    public long LastTried { get; private set; }

    /// <summary>When a question last was about the pod, Unix milliseconds.</summary>
    public long LastWanted { get; private set; }

    /// <summary>Why the newest scrape gave nothing, or null.</summary>
    public ScrapeFault? Fault { get; private set; }

    private int Slot => (_newest + 1) % slots;

    /// <summary>Says which series are wanted; those that no question wanted within a window are forgotten.</summary>
    /// <param name="selectors">The wanted series.</param>
    /// <param name="now">Unix milliseconds.</param>
    /// <param name="windowMilliseconds">The window.</param>
    /// <returns>Whether one of them was not wanted before: then a scrape is needed.</returns>
    public bool Want(IEnumerable<SeriesSelector> selectors, long now, long windowMilliseconds)
    {
        LastWanted = now;
        List<SeriesRing> rings = [.. _rings];
        foreach (var selector in selectors)
        {
            if (!TryRing(selector, out var ring)) rings.Add(ring = new(selector, slots));
            ring.LastWanted = now;
        }

        var isNew = rings.Count > _rings.Length;
        rings.RemoveAll(r => r.LastWanted < now - windowMilliseconds);
        if (isNew || rings.Count < _rings.Length) _rings = [.. rings];
        return isNew;
    }

    /// <summary>Begins a scrape.</summary>
    /// <param name="now">Unix milliseconds.</param>
    public void Begin(long now)
    {
        LastTried = now;
        _times[Slot] = 0;
        _series = 0;
        foreach (var ring in _rings)
        {
            ring.Begin(Slot);
            _series += ring.Count;
        }
    }

    /// <summary>Takes a sample of the scrape.</summary>
    /// <exception cref="ExpositionTooLargeException">The pod has more series than are kept.</exception>
    public void Add(SeriesSelector selector, SeriesId id, ExpositionLabels labels, double value, long? timestamp)
    {
        if (!TryRing(selector, out var ring) || !selector.Matches(labels)) return;
        if (ring.Add(Slot, id.Of(labels), labels, value, timestamp) && ++_series > MaxSeries)
            throw new ExpositionTooLargeException($"more than {MaxSeries} series of the engine's metrics");
    }

    /// <summary>The scrape is complete.</summary>
    public void Commit()
    {
        _newest = Slot;
        _times[_newest] = LastTried;
        _scrapes = Math.Min(_scrapes + 1, slots);
        Fault = null;
        foreach (var ring in _rings) ring.Commit();
    }

    /// <summary>The scrape failed; what it brought does not count.</summary>
    public void Fail(ScrapeFault fault) => Fault = fault;

    /// <summary>The values of the newest scrape; none after a failed one.</summary>
    public IEnumerable<PodSample> Now(SeriesSelector selector)
    {
        if (Fault is not null || _scrapes == 0 || !TryRing(selector, out var ring)) yield break;
        for (var series = 0; series < ring.Count; series++)
        {
            if (ring.Sample(series, _newest, _times[_newest]) is not { } sample) continue;
            var (model, rank, edge) = ring.Labels(series);
            yield return new(model, rank, edge, sample.Time, sample.Value);
        }
    }

    /// <summary>Rates per second over a window of the series that have enough samples in it; their time is without meaning.</summary>
    /// <param name="selector">The counters.</param>
    /// <param name="end">End of the window, Unix milliseconds.</param>
    /// <param name="window">Its length, milliseconds; its beginning itself lies outside, as in Prometheus 3.</param>
    public IEnumerable<PodSample> Rates(SeriesSelector selector, long end, long window)
    {
        if (!TryRing(selector, out var ring)) yield break;
        var times = new long[slots];
        var values = new double[slots];
        for (var series = 0; series < ring.Count; series++)
        {
            var count = Samples(ring, series, end - window, end, times, values);
            if (CounterRate.Of(times.AsSpan(0, count), values.AsSpan(0, count), end - window, end) is not { } rate) continue;
            var (model, rank, edge) = ring.Labels(series);
            yield return new(model, rank, edge, end, rate);
        }
    }

    /// <summary>How many samples the window holds of each series that has any; parameters as for <see cref="Rates"/>.</summary>
    public IEnumerable<PodSample> Counts(SeriesSelector selector, long end, long window)
    {
        if (!TryRing(selector, out var ring)) yield break;
        var times = new long[slots];
        var values = new double[slots];
        for (var series = 0; series < ring.Count; series++)
        {
            if (Samples(ring, series, end - window, end, times, values) is var count && count == 0) continue;
            var (model, rank, edge) = ring.Labels(series);
            yield return new(model, rank, edge, end, count);
        }
    }

    // A handful: quicker and smaller than a dictionary.
    private bool TryRing(SeriesSelector selector, [NotNullWhen(true)] out SeriesRing? ring)
    {
        foreach (var one in _rings)
        {
            if (one.Selector != selector) continue;
            ring = one;
            return true;
        }

        ring = null;
        return false;
    }

    private int Samples(SeriesRing ring, int series, long after, long until, long[] times, double[] values)
    {
        var count = 0;
        for (var age = _scrapes - 1; age >= 0; age--)
        {
            var slot = (_newest - age + slots) % slots;
            if (ring.Sample(series, slot, _times[slot]) is not { } sample) continue;
            // A pod's own timestamp may stand still, and our clock may be set back: neither is a new sample.
            var isNew = count == 0 || sample.Time > times[count - 1];
            if (!isNew || sample.Time <= after || sample.Time > until) continue;
            (times[count], values[count]) = sample;
            count++;
        }

        return count;
    }
}
