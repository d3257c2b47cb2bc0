namespace ModelMonitor.Operator.Exposition;

/// <summary>One time series: a family's values for one set of labels. Guarded by its family's lock.</summary>
internal sealed class Series(string labels, double[]? bounds)
{
    private readonly long[] _counts = bounds is null ? [] : new long[bounds.Length + 1];

    /// <summary>The labels, as written.</summary>
    public string Labels { get; } = labels;

    /// <summary>The value of a counter or gauge; the sum of a histogram.</summary>
    public double Value { get; private set; }

    /// <summary>Observations per bucket, not cumulative; the last is the one above every bound.</summary>
    public ReadOnlySpan<long> Counts => _counts;

    public void Add(double value) => Value += value;

    public void Set(double value) => Value = value;

    public void Observe(double value)
    {
        // A value on a bound belongs below it: le means less or equal.
        var bucket = Array.BinarySearch(bounds!, value);
        _counts[bucket < 0 ? ~bucket : bucket]++;
        Value += value;
    }
}
