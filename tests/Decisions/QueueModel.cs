using ModelMonitor.Decisions;

namespace ModelMonitor.Tests.Decisions;

/// <summary>
/// A model server in the large: a pod works on up to 16 requests at once, each slower the more there are (1 s alone, 2 s in a full
/// batch, so 8 requests/s at most), what does not fit waits in one queue, and a new pod needs a cold start. Second by second.
/// </summary>
internal sealed class QueueModel(int replicas, int coldStartSeconds, Random? noise = null)
{
    private const double Batch = 16;

    private readonly List<int> _readyAt = [.. Enumerable.Repeat(0, replicas)];
    private readonly Queue<(double Done, double FirstToken, double Arrived)> _minute = new();
    private double _present;
    private double _running;
    private int _second;

    public int Current => _readyAt.Count;

    public int Ready => _readyAt.Count(t => t <= _second);

    /// <summary>Seconds to the first token for a request that arrives now.</summary>
    public double FirstToken { get; private set; }

    public void Scale(int to)
    {
        while (_readyAt.Count < to) _readyAt.Add(_second + coldStartSeconds);
        while (_readyAt.Count > to) _readyAt.RemoveAt(_readyAt.Count - 1);
    }

    /// <summary>One second, in twentieths: much shorter than a request.</summary>
    public void Step(double arrivals)
    {
        const int parts = 20;
        _second++;
        if (noise is not null) arrivals = Poisson(arrivals);
        var finished = 0.0;
        for (var i = 0; i < parts; i++)
        {
            _present += arrivals / parts;
            _running = Math.Min(_present, Ready * Batch);
            var perSecond = Ready == 0 ? 0 : _running / (1 + (_running / Ready / Batch));
            FirstToken = 0.1 + ((_present - _running) / Math.Max(perSecond, 0.01));
            finished += perSecond / parts;
            _present = Math.Max(0, _present - (perSecond / parts));
        }

        if (_present < 0.01 && arrivals == 0) _present = 0;
        _running = Math.Min(_present, Ready * Batch);
        _minute.Enqueue((finished, FirstToken, arrivals));
        if (_minute.Count > 60) _minute.Dequeue();
    }

    public Observation Observe(DateTimeOffset at)
    {
        var known = Ready > 0;
        var load = known
            ? Make.Load(_running, _present - _running, _minute.Sum(m => m.Done) / 60, at)
            : LoadReadings.Unknown(UnknownReason.NoReadyPods);
        return Make.Observe(known ? Reading.Of(P95(), at) : Reading.Unknown(UnknownReason.NoReadyPods), load, Current, Ready);
    }

    /// <summary>The first token's 95th percentile over the last minute's requests, 0 without any: what a histogram would say.</summary>
    private double P95()
    {
        var left = _minute.Sum(m => m.Arrived) * 0.95;
        foreach (var (_, firstToken, arrived) in _minute.OrderBy(m => m.FirstToken))
        {
            left -= arrived;
            if (left <= 0) return arrived == 0 ? 0 : firstToken;
        }

        return 0;
    }

    private double Poisson(double mean)
    {
        var (limit, product, count) = (Math.Exp(-mean), noise!.NextDouble(), 0);
        while (product > limit)
        {
            product *= noise.NextDouble();
            count++;
        }

        return count;
    }
}
