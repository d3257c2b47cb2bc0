using System.Runtime.InteropServices;

namespace ModelMonitor.Simulation;

/// <summary>Counts what happens to requests: for the metrics of the last minute, and for the result by the minute of arrival.</summary>
internal sealed class RequestMeter(TimeSpan bound, TimeSpan duration)
{
    private readonly List<(TimeSpan At, double Seconds)> _recent = [];
    private readonly List<(int Minute, float Seconds)> _firstTokens = [];
    private readonly int[] _arrived = new int[(int)Math.Ceiling(duration.TotalMinutes)];
    private readonly int[] _bad = new int[(int)Math.Ceiling(duration.TotalMinutes)];
    private long _allArrived, _completed, _judged, _good, _gaps, _tokens;
    private TimeSpan _gapTime;

    /// <summary>Requests that arrived.</summary>
    public long Requests => _allArrived;

    /// <summary>Those that were bad.</summary>
    public long BadRequests => _bad.Sum(n => (long)n);

    /// <summary>Minutes with more than 5 % of bad requests.</summary>
    public int ViolationMinutes => _bad.Where((bad, minute) => bad > 0.05 * _arrived[minute]).Count();

    /// <summary>Tokens of prompt and answer of a request that arrived, on average; 0 before the first.</summary>
    public double MeanTokens => _tokens / Math.Max(1.0, _allArrived);

    /// <summary>A request arrives.</summary>
    public void Arrived(RequestArrival request)
    {
        _allArrived++;
        _tokens += request.Size.Prompt + request.Size.Output;
        _arrived[Minute(request.At)]++;
    }

    /// <summary>A request gets its first token.</summary>
    public void FirstToken(TimeSpan arrivedAt, TimeSpan at)
    {
        _judged++;
        if (at - arrivedAt <= bound) _good++;
        _recent.Add((at, (at - arrivedAt).TotalSeconds));
        Judge(arrivedAt, at - arrivedAt);
    }

    /// <summary>Tokens follow others.</summary>
    public void Decoded(long tokens, TimeSpan gap)
    {
        _gaps += tokens;
        _gapTime += tokens * gap;
    }

    /// <summary>A request gets its last token.</summary>
    public void Finished() => _completed++;

    /// <summary>The simulation is over before a request had its first token.</summary>
    public void Unserved(TimeSpan arrivedAt) => Judge(arrivedAt, duration - arrivedAt);

    /// <summary>The counters.</summary>
    public RequestTotals Totals(TimeSpan now) => new()
    {
        At = now,
        Arrived = _allArrived,
        Completed = _completed,
        Judged = _judged,
        Good = _good,
        Gaps = _gaps,
        GapTime = _gapTime,
    };

    /// <summary>95th percentile of the times to the first token in the last window, in seconds; 0 without one. Forgets what is older.</summary>
    public double FirstTokenP95(TimeSpan now, TimeSpan window)
    {
        _recent.RemoveAll(first => first.At <= now - window);
        return Quantile([.. _recent.Select(first => (float)first.Seconds)], 0.95);
    }

    /// <summary>99th percentile of all times to the first token, in seconds.</summary>
    public double FirstTokenP99() => Quantile([.. _firstTokens.Select(first => first.Seconds)], 0.99);

    /// <summary>Minute by minute.</summary>
    /// <param name="wanted">Replicas wanted and ready at the end of each.</param>
    public IReadOnlyList<TimelinePoint> Timeline(IReadOnlyList<(int Wanted, int Ready)> wanted)
    {
        var byMinute = _firstTokens.ToLookup(first => first.Minute, first => first.Seconds);
        return [.. wanted.Select((pods, minute) =>
        {
            var from = TimeSpan.FromMinutes(minute);
            var length = Math.Min(60, (duration - from).TotalSeconds);
            return new TimelinePoint(from, _arrived[minute] / length, pods.Wanted, pods.Ready,
                (double)_bad[minute] / Math.Max(1, _arrived[minute]), Quantile([.. byMinute[minute]], 0.95));
        })];
    }

    private void Judge(TimeSpan arrivedAt, TimeSpan waited)
    {
        var minute = Minute(arrivedAt);
        if (waited > bound) _bad[minute]++;
        _firstTokens.Add((minute, (float)waited.TotalSeconds));
    }

    private static int Minute(TimeSpan at) => (int)(at.Ticks / TimeSpan.TicksPerMinute);

    // The smallest value that so large a share of all values does not exceed.
    private static double Quantile(List<float> values, double share)
    {
        if (values.Count == 0) return 0;
        CollectionsMarshal.AsSpan(values).Sort();
        return values[Math.Max(0, (int)Math.Ceiling(share * values.Count) - 1)];
    }
}
