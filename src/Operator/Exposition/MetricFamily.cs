namespace ModelMonitor.Operator.Exposition;

/// <summary>Everything exposed under one name.</summary>
/// <remarks><b>Guarantees.</b> Safe for concurrent use; recording into a known series allocates nothing.</remarks>
internal sealed class MetricFamily(string name, string? help, MetricType type, bool observable, bool adds, double[]? bounds)
{
    // What is pushed may have any labels. What is observed has a series per object, and there may be thousands of those.
    private const int MostPushed = 2_000;
    private const int MostObserved = 200_000;
    private static readonly LabelSet OverflowLabels = new([new("overflow", "true")]);

    private readonly Lock _lock = new();
    private readonly Dictionary<int, List<(LabelSet Labels, Series Series)>> _byHash = [];
    private readonly Dictionary<string, Series> _byText = [];
    private int _known;
    private long _overflowed;

    public string Name { get; } = name;

    public string? Help { get; } = help;

    public MetricType Type { get; } = type;

    public double[]? Bounds { get; } = bounds;

    /// <summary>How many measurements had to go to the overflow series.</summary>
    public long Overflowed
    {
        get { lock (_lock) return _overflowed; }
    }

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        // One NaN would spoil a sum for ever, and a counter that falls looks like a restart.
        if (Type != MetricType.Gauge && !double.IsFinite(value)) return;
        if (Type == MetricType.Counter && value < 0) return;
        lock (_lock)
        {
            var series = FindNeedsLock(tags);
            if (Type == MetricType.Histogram) series.Observe(value);
            else if (adds) series.Add(value);
            else series.Set(value);
        }
    }

    /// <summary>Before a scrape, and after it: an observable instrument has only the series that it reports now, and keeps none.</summary>
    public void ForgetObserved()
    {
        if (!observable) return;
        lock (_lock) _byText.Clear();
    }

    /// <summary>Drops the series that carry all of these labels.</summary>
    public void Forget(IReadOnlyCollection<KeyValuePair<string, string>> labels)
    {
        lock (_lock)
        {
            foreach (var (hash, candidates) in _byHash)
            {
                var gone = candidates.FindAll(c => labels.All(l => c.Labels.Has(l.Key, l.Value)));
                foreach (var one in gone)
                {
                    _byText.Remove(one.Series.Labels);
                    candidates.Remove(one);
                }

                _known -= gone.Count;
                if (candidates.Count == 0) _byHash.Remove(hash);
            }
        }
    }

    /// <summary>Shows every series, in one piece.</summary>
    public void Read<TState>(TState state, Action<TState, MetricFamily, IEnumerable<Series>> reader)
    {
        lock (_lock) reader(state, this, _byText.Values);
    }

    private Series FindNeedsLock(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (observable) return ObservedNeedsLock(tags);
        var hash = LabelSet.Hash(tags);
        if (_byHash.TryGetValue(hash, out var candidates))
        {
            foreach (var (known, series) in candidates)
                if (known.Matches(tags)) return series;
        }

        if (_known >= MostPushed)
        {
            _overflowed++;
            return SeriesNeedsLock(OverflowLabels);
        }

        _known++;
        var labels = new LabelSet(tags);
        var added = SeriesNeedsLock(labels);
        if (candidates is null) _byHash[hash] = candidates = [];
        candidates.Add((labels, added));
        return added;
    }

    // Told once a scrape, and there may be hundreds of thousands: to find them faster would cost more memory than time.
    private Series ObservedNeedsLock(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = new LabelSet(tags).ToText();
        if (_byText.TryGetValue(text, out var known)) return known;
        if (_byText.Count < MostObserved) return _byText[text] = new(text, Bounds);
        _overflowed++;
        return SeriesNeedsLock(OverflowLabels);
    }

    // Different tags may have the same text (1 and "1"): they are one series, or the scrape would show it twice.
    private Series SeriesNeedsLock(LabelSet labels)
    {
        var text = labels.ToText();
        if (!_byText.TryGetValue(text, out var series)) _byText[text] = series = new(text, Bounds);
        return series;
    }
}
