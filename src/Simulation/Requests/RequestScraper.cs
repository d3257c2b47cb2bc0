namespace ModelMonitor.Simulation;

/// <summary>Looks at the pods as a metrics source does, now and then, and shows a policy what was seen a while ago.</summary>
internal sealed class RequestScraper
{
    private static readonly TimeSpan _window = TimeSpan.FromMinutes(1), _staleAfter = TimeSpan.FromMinutes(5);

    private readonly SimulationOptions _options;
    private readonly PodPool _pool;
    private readonly RequestMeter _meter;
    private readonly SeededRandom _gaps;
    private readonly TimeSpan _age;
    private readonly Queue<SeenMetrics> _fresh = [];
    private readonly Queue<RequestTotals> _totals = new([new RequestTotals()]);
    private SeenMetrics? _newest;

    public RequestScraper(SimulationOptions options, TimeSpan period, PodPool pool, RequestMeter meter)
    {
        (_options, _pool, _meter) = (options, pool, meter);
        _gaps = new SeededRandom(options.Seed);
        Interval = Least(options.ScrapeInterval, period);
        _age = Least(options.MetricsAge, period);
    }

    /// <summary>Time between two scrapes.</summary>
    public TimeSpan Interval { get; }

    /// <summary>Reads everything; keeps it, unless a fault is in the way.</summary>
    public void Scrape(TimeSpan now)
    {
        _pool.Advance(now);
        var seen = Read(now);
        if (_options.Faults.At(FaultKind.MetricsOutage, now) is null && !Fails(now)) _fresh.Enqueue(seen);
    }

    /// <summary>What a policy sees now: the newest scrape that is old enough to have arrived, and the pods as they are.</summary>
    public SeenMetrics See(TimeSpan now)
    {
        while (_fresh.TryPeek(out var next) && next.ScrapedAt <= now - _age) _newest = _fresh.Dequeue();
        var isKnown = _newest is not null && now - _newest.ScrapedAt <= _staleAfter;
        var shown = isKnown ? _newest! : new SeenMetrics { ScrapedAt = _newest?.ScrapedAt ?? TimeSpan.Zero, Coverage = 0 };
        return new SeenMetrics
        {
            IsKnown = isKnown,
            Current = _pool.Wanted,
            Ready = _pool.Ready.Count,
            StartingSince = _pool.StartingSince,
            Starts = _pool.Starts,
            IsRollingOut = _pool.IsRollingOut,
            Blocked = _pool.IsPending(now) ? "no node has a free GPU" : null,
            ScrapedAt = shown.ScrapedAt,
            Coverage = shown.Coverage,
            Running = shown.Running,
            Waiting = shown.Waiting,
            Completed = shown.Completed,
            Arrived = shown.Arrived,
            Judged = shown.Judged,
            Good = shown.Good,
            FirstTokenP95 = shown.FirstTokenP95,
            InterToken = shown.InterToken,
            OutputTokens = shown.OutputTokens,
            GpuUse = shown.GpuUse,
            CacheUse = shown.CacheUse,
        };
    }

    private SeenMetrics Read(TimeSpan now)
    {
        var pods = _pool.Ready;
        var stale = _options.Faults.At(FaultKind.StaleSeries, now)?.Share ?? 0;
        var covered = pods.Count == 0 ? 1 : Math.Round(pods.Count * (1 - stale)) / pods.Count;
        var (last, from) = (_meter.Totals(now), Window(now));
        var busy = pods.Sum(p => p.BusyShare(now));
        var gaps = last.Gaps - from.Gaps;
        return new SeenMetrics
        {
            ScrapedAt = now,
            IsKnown = true,
            Coverage = covered,
            Running = pods.Sum(p => (double)p.Running) * covered,
            Waiting = (pods.Sum(p => (double)p.Waiting) * covered) + _pool.AtGateway,
            Arrived = Rate(t => t.Arrived),
            Completed = Rate(t => t.Completed) * covered,
            Judged = Rate(t => t.Judged) * covered,
            Good = Rate(t => t.Good) * covered,
            OutputTokens = Rate(t => t.Judged + t.Gaps) * covered * _options.CapacityBias,
            InterToken = gaps > 0 ? (last.GapTime - from.GapTime).TotalSeconds / gaps : 0,
            FirstTokenP95 = _meter.FirstTokenP95(now, _window),
            GpuUse = pods.Count > 0 ? busy / pods.Count : 0,
            CacheUse = pods.Count > 0 ? Math.Min(1, pods.Average(p => p.CachedTokens) / CacheTokens) : 0,
        };

        double Rate(Func<RequestTotals, long> counter) => (counter(last) - counter(from)) / (now - from.At).TotalSeconds;
    }

    // Without a limit, one is assumed that all sequences just fill.
    private double CacheTokens => _options.Pod.CacheTokens ?? Math.Max(1, _options.Pod.MaxSequences * _meter.MeanTokens);

    // The counters at the last scrape that is a window ago or more; less only at the start.
    private RequestTotals Window(TimeSpan now)
    {
        while (_totals.Count > 1 && _totals.ElementAt(1).At <= now - _window) _totals.Dequeue();
        _totals.Enqueue(_meter.Totals(now));
        return _totals.Peek();
    }

    private bool Fails(TimeSpan now) => _options.Faults.At(FaultKind.ScrapeGaps, now) is { } gaps && _gaps.Double() < gaps.Share;

    private static TimeSpan Least(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
