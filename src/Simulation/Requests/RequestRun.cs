namespace ModelMonitor.Simulation;

/// <summary>One simulation under way: what happens when, other than arrivals.</summary>
internal sealed class RequestRun
{
    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);

    private readonly SimulationOptions _options;
    private readonly IScalingPolicy _policy;
    private readonly TimeSpan _duration;
    private readonly RequestMeter _meter;
    private readonly PodPool _pool;
    private readonly RequestScraper _scraper;
    private readonly Queue<TimeSpan> _faults;
    private readonly List<(int Wanted, int Ready)> _minutes = [];
    private TimeSpan _nextScrape;
    private TimeSpan _nextDecision;
    private TimeSpan _nextMinute = _minute;
    private TimeSpan _due;
    private int _changes;
    private int _directionChanges;
    private int _direction;

    public RequestRun(TimeSpan duration, SimulationOptions options, IScalingPolicy policy)
    {
        (_options, _policy, _duration) = (options, policy, duration);
        _meter = new RequestMeter(options.FirstTokenBound, duration);
        _pool = new PodPool(options, _meter);
        _scraper = new RequestScraper(options, policy.Period, _pool, _meter);
        _faults = new([.. options.Faults.Faults.SelectMany(f => new[] { f.From, f.To }).Distinct().Order()]);
        (_nextScrape, _nextDecision) = (_scraper.Interval, policy.Period);
    }

    public SimulationResult Run(IEnumerable<RequestArrival> arrivals)
    {
        _pool.Open();
        var last = TimeSpan.Zero;
        foreach (var arrival in arrivals)
        {
            if (arrival.At < last) throw new ArgumentException($"arrivals run backwards: {arrival.At} after {last}", nameof(arrivals));
            last = arrival.At;
            if (last >= _duration) break;
            Pass(last);
            _meter.Arrived(arrival);
            _pool.Route(last, arrival);
        }

        Pass(_duration - TimeSpan.FromTicks(1));
        if (_minutes.Count < _duration.TotalMinutes) EndMinute();
        var cost = _pool.Close(_duration);
        return new SimulationResult
        {
            Policy = _policy.Name,
            Duration = _duration,
            Requests = _meter.Requests,
            BadRequests = _meter.BadRequests,
            ViolationMinutes = _meter.ViolationMinutes,
            FirstTokenP99 = _meter.FirstTokenP99(),
            PodHours = cost.TotalHours,
            Changes = _changes,
            DirectionChanges = _directionChanges,
            Timeline = _options.KeepTimeline ? _meter.Timeline(_minutes) : [],
        };
    }

    /// <summary>Everything until a time, that moment included. What is due at once happens in the order of the lines here.</summary>
    private void Pass(TimeSpan until)
    {
        for (; _due <= until; _due = NextDue())
        {
            var now = _due;
            if (_faults.TryPeek(out var fault) && fault == now)
            {
                _faults.Dequeue();
                _pool.ApplyFaults(now);
            }

            if (_pool.NextReadyAt <= now) _pool.MakeReady(now);
            if (_nextScrape == now)
            {
                _scraper.Scrape(now);
                _nextScrape += _scraper.Interval;
            }

            if (_nextDecision == now)
            {
                Decide(now);
                _nextDecision += _policy.Period;
            }

            if (_nextMinute == now) EndMinute();
        }
    }

    private void EndMinute()
    {
        _minutes.Add((_pool.Wanted, _pool.Ready.Count));
        _nextMinute += _minute;
    }

    private TimeSpan NextDue()
    {
        var next = _nextScrape < _nextDecision ? _nextScrape : _nextDecision;
        if (_nextMinute < next) next = _nextMinute;
        if (_pool.NextReadyAt < next) next = _pool.NextReadyAt;
        return _faults.TryPeek(out var fault) && fault < next ? fault : next;
    }

    private void Decide(TimeSpan now)
    {
        var wanted = Math.Clamp(_policy.Decide(_scraper.See(now), now), _options.MinReplicas, _options.MaxReplicas);
        var direction = Math.Sign(wanted - _pool.Wanted);
        if (direction == 0) return;
        _changes++;
        if (direction == -_direction) _directionChanges++;
        _direction = direction;
        _pool.Scale(now, wanted);
    }
}
