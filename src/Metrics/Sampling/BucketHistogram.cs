namespace ModelMonitor.Metrics;

/// <summary>A classic histogram: cumulative counts (or rates) per upper edge. Immutable.</summary>
/// <remarks>
/// Inside a bucket observations are taken as evenly spread, as PromQL's <c>histogram_quantile</c> does
/// (Prometheus documentation, Query functions), so that both give the same number.
/// </remarks>
public sealed class BucketHistogram
{
    private readonly double[] _edges;
    private readonly double[] _counts;
    private readonly double _total;

    private BucketHistogram(double[] edges, double[] counts, double total)
    {
        _edges = edges;
        _counts = counts;
        _total = total;
    }

    /// <summary>Makes one of buckets in any order.</summary>
    /// <param name="buckets">Distinct upper edges, one of them +Inf, with cumulative counts of 0 or more.</param>
    /// <returns>Null when there is no +Inf bucket or no other.</returns>
    public static BucketHistogram? Create(IEnumerable<(double Edge, double Count)> buckets)
    {
        // Made once per pod, histogram and tick: plain arrays.
        var given = buckets.ToArray();
        var (edges, counts) = (new double[given.Length], new double[given.Length]);
        for (var i = 0; i < given.Length; i++) (edges[i], counts[i]) = given[i];
        Array.Sort(edges, counts);
        if (edges.Length < 2 || !double.IsPositiveInfinity(edges[^1])) return null;
        // Rates of neighbouring buckets can differ by rounding; a cumulative count never falls.
        for (var i = 1; i < counts.Length; i++) counts[i] = Math.Max(counts[i], counts[i - 1]);
        return new(edges[..^1], counts[..^1], counts[^1]);
    }

    /// <summary>Adds histograms up. Where edges differ, each is read between its own first: counts of different edges do not add.</summary>
    /// <param name="histograms">At least one. Of one alone it is that one.</param>
    public static BucketHistogram Merge(IReadOnlyList<BucketHistogram> histograms)
    {
        if (histograms.Count == 1) return histograms[0];
        double[] edges = [.. histograms.SelectMany(h => h._edges).Distinct().Order()];
        double[] counts = [.. edges.Select(e => histograms.Sum(h => h.CountAt(e)))];
        return new(edges, counts, histograms.Sum(h => h._total));
    }

    /// <summary>The value that a share of the observations lies at or below.</summary>
    /// <param name="quantile">Above 0 and below 1.</param>
    /// <param name="value">The quantile; 0 without observations; the last edge when <paramref name="isBeyond"/>.</param>
    /// <param name="isBeyond">Whether it lies in the unbounded bucket, somewhere above <paramref name="value"/>.</param>
    /// <returns>False without observations.</returns>
    public bool TryQuantile(double quantile, out double value, out bool isBeyond)
    {
        (value, isBeyond) = (0, false);
        if (_total <= 0) return false;
        var rank = quantile * _total;
        var i = Array.FindIndex(_counts, c => c >= rank);
        isBeyond = i < 0;
        if (isBeyond)
        {
            value = _edges[^1];
            return true;
        }

        var (start, below) = LowerEnd(i);
        value = start + ((_edges[i] - start) * ((rank - below) / (_counts[i] - below)));
        return true;
    }

    /// <summary>How many observations are at or below a value, read between edges.</summary>
    /// <param name="value">A value.</param>
    /// <param name="count">Their number.</param>
    /// <returns>False when that is not known: the value is beyond the last edge, and so are observations.</returns>
    public bool TryCountWithin(double value, out double count)
    {
        count = CountAt(value);
        return value <= _edges[^1] || IsSame(value, _edges[^1]) || _counts[^1] >= _total;
    }

    /// <summary>All observations.</summary>
    public double Total => _total;

    /// <summary>The edges around a value that is none; null for a value that is an edge.</summary>
    /// <param name="value">A value.</param>
    public BucketNeighbours? NeighboursOf(double value)
    {
        var above = Array.FindIndex(_edges, e => e >= value || IsSame(e, value));
        if (above >= 0 && IsSame(_edges[above], value)) return null;
        var below = above < 0 ? _edges.Length - 1 : above - 1;
        return new(below < 0 ? 0 : _edges[below], above < 0 ? double.PositiveInfinity : _edges[above]);
    }

    /// <summary>Observations per bucket of given edges, not cumulative, and last those beyond. Where edges differ, it is read between its own.</summary>
    /// <param name="edges">Upper edges in rising order.</param>
    public IReadOnlyList<double> Bins(IReadOnlyList<double> edges)
    {
        var bins = new double[edges.Count + 1];
        var before = 0.0;
        for (var i = 0; i < edges.Count; i++)
        {
            var count = CountAt(edges[i]);
            (bins[i], before) = (count - before, count);
        }

        bins[^1] = _total - before;
        return bins;
    }

    /// <summary>The finite edges, in rising order.</summary>
    public IReadOnlyList<double> Edges => _edges;

    // Edges in other units were multiplied: 250 ms times 0.001 need not be 0.25 to the last bit.
    private static bool IsSame(double one, double other) => Math.Abs(one - other) <= 1e-9 * Math.Max(Math.Abs(one), Math.Abs(other));

    private double CountAt(double edge)
    {
        var i = Array.FindIndex(_edges, e => e >= edge);
        if (i < 0) return _counts[^1];
        if (_edges[i] == edge) return _counts[i];
        var (start, below) = LowerEnd(i);
        return edge <= start ? 0 : below + ((_counts[i] - below) * ((edge - start) / (_edges[i] - start)));
    }

    private (double Start, double Below) LowerEnd(int i) => i > 0 ? (_edges[i - 1], _counts[i - 1]) : (Math.Min(0, _edges[0]), 0);
}
