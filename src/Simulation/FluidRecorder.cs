namespace ModelMonitor.Simulation;

/// <summary>
/// Times to the first token of a fluid simulation: over all of it, over the last 60 s, and which of each minute's requests were bad.
/// </summary>
/// <param name="edges">Seconds at which distributions are given, ascending.</param>
/// <param name="bound">Where the objective's bound is among them.</param>
/// <param name="seconds">Length of the simulation.</param>
internal sealed class FluidRecorder(double[] edges, int bound, int seconds)
{
    /// <summary>A minute is violated when more than this share of its requests is bad.</summary>
    public const double ViolatedShare = 0.05;

    private const int BlockSeconds = 5, Blocks = 60 / BlockSeconds;

    // Requests, and those of them within each edge.
    private readonly double[] _all = new double[edges.Length + 1];
    private readonly double[][] _blocks = [.. Enumerable.Range(0, Blocks).Select(_ => new double[edges.Length + 1])];
    private readonly int[] _blockOf = new int[Blocks];
    private readonly double[] _arrived = new double[(seconds / 60) + 1];
    private readonly double[] _bad = new double[(seconds / 60) + 1];

    public double Requests { get; private set; }

    public double BadRequests { get; private set; }

    public int ViolationMinutes => _bad.Zip(_arrived).Count(m => m.First > ViolatedShare * m.Second);

    public double FirstTokenP99 => Quantile(_all, 0.99);

    /// <summary>Requests arrive.</summary>
    public void Arrive(int second, double requests)
    {
        Requests += requests;
        _arrived[second / 60] += requests;
    }

    /// <summary>Requests have their first token.</summary>
    /// <param name="arrived">The second in which they arrived.</param>
    /// <param name="second">The second in which they had it.</param>
    /// <param name="requests">How many.</param>
    /// <param name="within">Shares of them with a time within each edge.</param>
    public void Add(int arrived, int second, double requests, float[] within)
    {
        var bad = requests * (1 - within[bound]);
        BadRequests += bad;
        _bad[arrived / 60] += bad;
        var number = second / BlockSeconds;
        var block = _blocks[number % Blocks];
        if (_blockOf[number % Blocks] != number) Clear(number);
        for (var e = 0; e < within.Length; e++) block[e] += requests * within[e];
        block[^1] += requests;
    }

    /// <summary>Requests never had one.</summary>
    public void AddBad(int arrived, double requests)
    {
        BadRequests += requests;
        _bad[arrived / 60] += requests;
    }

    /// <summary>Adds to the totals what is not in them yet; once, at the end.</summary>
    public void Close()
    {
        for (var i = 0; i < Blocks; i++) Clear(-1 - i);
    }

    /// <summary>95th percentile of the last 60 s; 0 without a request.</summary>
    /// <param name="second">The newest second.</param>
    public double RecentP95(int second)
    {
        Span<double> sum = stackalloc double[edges.Length + 1];
        var newest = second / BlockSeconds;
        for (var i = 0; i < Blocks; i++)
        {
            if (_blockOf[i] <= newest - Blocks) continue;
            for (var e = 0; e < sum.Length; e++) sum[e] += _blocks[i][e];
        }

        return Quantile(sum, 0.95);
    }

    /// <summary>Share of a minute's requests that were bad.</summary>
    public double BadShare(int minute) => _arrived[minute] > 0 ? _bad[minute] / _arrived[minute] : 0;

    /// <summary>Requests that arrived in a minute.</summary>
    public double Arrived(int minute) => _arrived[minute];

    private void Clear(int number)
    {
        var slot = number < 0 ? -1 - number : number % Blocks;
        for (var e = 0; e < _all.Length; e++) _all[e] += _blocks[slot][e];
        Array.Clear(_blocks[slot]);
        _blockOf[slot] = number;
    }

    private double Quantile(ReadOnlySpan<double> within, double quantile)
    {
        if (within[^1] <= 0) return 0;
        var wanted = quantile * within[^1];
        for (var e = 0; e < edges.Length; e++)
        {
            if (within[e] < wanted) continue;
            var (fromTime, from) = e > 0 ? (edges[e - 1], within[e - 1]) : (0, 0);
            return fromTime + ((edges[e] - fromTime) * (wanted - from) / Math.Max(1e-12, within[e] - from));
        }

        return edges[^1];
    }
}
