namespace ModelMonitor.Simulation;

/// <summary>The values of the last while, each with the moment it was measured at.</summary>
/// <param name="length">How far back from the newest value it reaches; a value exactly that old has left.</param>
internal sealed class SampleWindow(TimeSpan length)
{
    private readonly Queue<(TimeSpan At, double Value)> _values = new();
    private TimeSpan? _newest;

    /// <summary>Mean of the values; 0 without one.</summary>
    public double Mean => _values.Count == 0 ? 0 : _values.Sum(v => v.Value) / _values.Count;

    /// <summary>Highest of the values; 0 without one.</summary>
    public double Max => _values.Count == 0 ? 0 : _values.Max(v => v.Value);

    /// <summary>Takes a value in; one measured no later than the newest is the same scrape seen again and changes nothing.</summary>
    public void Add(TimeSpan at, double value)
    {
        if (at <= _newest) return;
        _newest = at;
        _values.Enqueue((at, value));
        while (_values.Peek().At <= at - length) _values.Dequeue();
    }

    /// <summary>Whether the newest value is older than the window: a query over it would find nothing.</summary>
    public bool IsEmpty(TimeSpan now) => _newest is not { } newest || newest <= now - length;
}
