namespace ModelMonitor.Simulation;

/// <summary>
/// A metrics source in a fluid simulation: counts what flows, is scraped now and then, and shows a policy the newest scrape that is
/// old enough. Flows are means; what is counted has the noise of whole requests.
/// </summary>
internal sealed class FluidScraper
{
    private const int Window = 60, Kept = 64;
    private static readonly TimeSpan s_staleAfter = TimeSpan.FromMinutes(5);

    private readonly SimulationOptions _options;
    private readonly RequestSizes _sizes;
    private readonly FluidRecorder _recorder;
    private readonly SeededRandom _random;
    private readonly int _age;
    private readonly Counters[] _counters = new Counters[Kept];
    private readonly Queue<SeenMetrics> _fresh = new();
    private SeenMetrics? _last;

    public FluidScraper(SimulationOptions options, RequestSizes sizes, FluidRecorder recorder, TimeSpan period)
    {
        (_options, _sizes, _recorder) = (options, sizes, recorder);
        _random = new(options.Seed ^ 0x5CA1AB1EL);
        _age = (int)Math.Min(options.MetricsAge.TotalSeconds, period.TotalSeconds);
        Every = Math.Max(1, (int)Math.Min(options.ScrapeInterval.TotalSeconds, period.TotalSeconds));
    }

    /// <summary>Seconds between two scrapes.</summary>
    public int Every { get; }

    /// <summary>Counts one second's flow.</summary>
    /// <param name="second">The second.</param>
    /// <param name="flow">What flowed.</param>
    /// <param name="arrived">Whole requests that arrived.</param>
    /// <param name="meant">The flow that they were drawn from.</param>
    public void Count(int second, in FluidFlow flow, int arrived, double meant)
    {
        var noise = arrived - meant;
        ref readonly var before = ref _counters[second % Kept];
        ref var after = ref _counters[(second + 1) % Kept];
        after.Arrived = before.Arrived + arrived;
        after.Completed = before.Completed + flow.Completed + noise;
        after.Judged = before.Judged + flow.Judged + noise;
        after.Bad = before.Bad + _random.Poisson(flow.Bad);
        after.Decoding = before.Decoding + flow.Decoding;
        after.Decoded = before.Decoded + flow.Decoded;
    }

    /// <summary>A scrape at the end of a second, unless it fails.</summary>
    public void Scrape(int second, in FluidFlow flow, int ready, bool isOutage)
    {
        var now = TimeSpan.FromSeconds(second + 1);
        if (isOutage || _options.Faults.At(FaultKind.MetricsOutage, now) is not null) return;
        if (_options.Faults.At(FaultKind.ScrapeGaps, now) is { } gaps && _random.Double() < gaps.Share) return;
        var window = Math.Min(Window, second + 1);
        ref readonly var from = ref _counters[(second + 1 - window) % Kept];
        ref readonly var to = ref _counters[(second + 1) % Kept];
        var share = _options.Faults.At(FaultKind.StaleSeries, now) is { } stale ? 1 - stale.Share : 1;
        var judged = Math.Max(0, to.Judged - from.Judged);
        var completed = Math.Max(0, to.Completed - from.Completed) / window;
        var decoded = to.Decoded - from.Decoded;
        var perPod = ready > 0 ? flow.Running / ready : 0;
        _fresh.Enqueue(new()
        {
            ScrapedAt = now,
            IsKnown = true,
            Coverage = share,
            Running = share * Math.Min(_random.Poisson(flow.Running), (double)ready * _options.Pod.MaxSequences),
            Waiting = share * _random.Poisson(flow.Waiting),
            Completed = share * completed,
            Arrived = (to.Arrived - from.Arrived) / window,
            Judged = share * judged / window,
            Good = share * Math.Max(0, judged - (to.Bad - from.Bad)) / window,
            FirstTokenP95 = _recorder.RecentP95(second),
            InterToken = decoded > 1e-9 ? (to.Decoding - from.Decoding) / decoded : 0,
            OutputTokens = share * completed * _sizes.MeanOutput * _options.CapacityBias,
            // Sequences on a pod are close to Poisson: some run for 1 − e^−mean of the time.
            GpuUse = 1 - Math.Exp(-perPod),
            CacheUse = Math.Min(1, perPod * CacheOfRequest),
        });
    }

    /// <summary>What a policy sees.</summary>
    public SeenMetrics See(TimeSpan now, Fleet fleet)
    {
        while (_fresh.TryPeek(out var next) && next.ScrapedAt <= now - TimeSpan.FromSeconds(_age)) _last = _fresh.Dequeue();
        var seen = _last is { } last && now - last.ScrapedAt <= s_staleAfter ? Copy(last) : new() { ScrapedAt = _last?.ScrapedAt ?? default, Coverage = 0 };
        seen.Current = fleet.Wanted;
        seen.Ready = fleet.Ready;
        seen.StartingSince = fleet.StartingSince;
        seen.Starts = fleet.Starts;
        seen.IsRollingOut = fleet.IsRollingOut;
        seen.Blocked = fleet.StartingSince.Count > 0 && _options.Faults.At(FaultKind.PodsPending, now) is not null ? "no node has a free GPU" : null;
        return seen;
    }

    // A sequence holds its prompt and, on average, half of its answer. Without a limit, one is assumed that all sequences just fill.
    private double CacheOfRequest => (_sizes.MeanPrompt + (_sizes.MeanOutput / 2))
        / (_options.Pod.CacheTokens ?? (_options.Pod.MaxSequences * (_sizes.MeanPrompt + _sizes.MeanOutput)));

    private static SeenMetrics Copy(SeenMetrics s) => new()
    {
        ScrapedAt = s.ScrapedAt,
        IsKnown = s.IsKnown,
        Coverage = s.Coverage,
        Running = s.Running,
        Waiting = s.Waiting,
        Completed = s.Completed,
        Arrived = s.Arrived,
        Judged = s.Judged,
        Good = s.Good,
        FirstTokenP95 = s.FirstTokenP95,
        InterToken = s.InterToken,
        OutputTokens = s.OutputTokens,
        GpuUse = s.GpuUse,
        CacheUse = s.CacheUse,
    };

    private struct Counters
    {
        public double Arrived, Completed, Judged, Bad, Decoding, Decoded;
    }
}
