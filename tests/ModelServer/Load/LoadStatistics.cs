namespace ModelMonitor.ModelServer.Load;

/// <summary>Counts and latencies of one run. Safe for use from several threads.</summary>
internal sealed class LoadStatistics(TimeSpan window)
{
    private static readonly TimeSpan OfferedWindow = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly LatencyWindow _ttft = new(window), _endToEnd = new(window);
    private readonly LatencyWindow _ttftAll = new(TimeSpan.MaxValue), _endToEndAll = new(TimeSpan.MaxValue);
    private readonly LatencyWindow _lag = new(window), _lagAll = new(TimeSpan.MaxValue);
    private readonly Queue<TimeSpan> _recentArrivals = new();
    private long _arrivals, _completed, _failed;
    private int _targets;
    private string? _lastError;

    public int Open { get; private set; }

    public void Arrived(TimeSpan arrival, int targets)
    {
        lock (_lock)
        {
            _arrivals++;
            Open++;
            _targets = targets;
            _recentArrivals.Enqueue(arrival);
        }
    }

    public void Sent(TimeSpan now, TimeSpan lag)
    {
        lock (_lock)
        {
            _lag.Add(now, lag.TotalSeconds);
            _lagAll.Add(now, lag.TotalSeconds);
        }
    }

    public void FirstToken(TimeSpan now, TimeSpan arrival)
    {
        lock (_lock)
        {
            _ttft.Add(now, (now - arrival).TotalSeconds);
            _ttftAll.Add(now, (now - arrival).TotalSeconds);
        }
    }

    public void Completed(TimeSpan now, TimeSpan arrival)
    {
        lock (_lock)
        {
            Open--;
            _completed++;
            _endToEnd.Add(now, (now - arrival).TotalSeconds);
            _endToEndAll.Add(now, (now - arrival).TotalSeconds);
        }
    }

    public void Failed(string error)
    {
        lock (_lock)
        {
            Open--;
            _failed++;
            _lastError = error;
        }
    }

    /// <summary>A request that the run's end broke off: neither answered nor failed.</summary>
    public void BrokenOff()
    {
        lock (_lock) Open--;
    }

    public LoadReport Report(TimeSpan now)
    {
        lock (_lock)
        {
            while (_recentArrivals.TryPeek(out var oldest) && now - oldest > OfferedWindow) _recentArrivals.Dequeue();
            var span = Math.Min(now.TotalSeconds, OfferedWindow.TotalSeconds);
            return Report(now, _ttft, _endToEnd, _lag, span > 0 ? _recentArrivals.Count / span : 0);
        }
    }

    /// <param name="now">The time.</param>
    /// <param name="arriving">How long requests have been arriving.</param>
    public LoadReport Summary(TimeSpan now, TimeSpan arriving)
    {
        lock (_lock)
        {
            var offered = arriving > TimeSpan.Zero ? _arrivals / arriving.TotalSeconds : 0;
            return Report(now, _ttftAll, _endToEndAll, _lagAll, offered) with { Summary = true };
        }
    }

    private LoadReport Report(TimeSpan now, LatencyWindow ttft, LatencyWindow endToEnd, LatencyWindow lag, double offered)
    {
        var first = ttft.Quantiles(now, 0.5, 0.95, 0.99);
        var late = lag.Quantiles(now, 0.99, 1);
        return new()
        {
            Seconds = Math.Round(now.TotalSeconds, 1),
            OfferedRps = Math.Round(offered, 2),
            Completed = _completed,
            Failed = _failed,
            TtftP50 = first[0],
            TtftP95 = first[1],
            TtftP99 = first[2],
            E2eP95 = endToEnd.Quantiles(now, 0.95)[0],
            LagP99 = late[0],
            LagMax = late[1],
            InFlight = Open,
            Targets = _targets,
            LastError = _lastError,
        };
    }
}
