namespace ModelMonitor.Metrics;

/// <summary>The times at which a range query is evaluated: from the start in whole steps to the end.</summary>
public sealed record QueryRange
{
    /// <summary>Most points of a series that Prometheus gives (its HTTP API refuses more).</summary>
    public const int MaxPoints = 11_000;

    /// <summary>Makes a range of whole steps up to an end.</summary>
    /// <param name="end">The last time; cut to milliseconds, the resolution of Prometheus.</param>
    /// <param name="step">Above 0, in whole milliseconds.</param>
    /// <param name="count">How many times; 1 to <see cref="MaxPoints"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside of these.</exception>
    public QueryRange(DateTimeOffset end, TimeSpan step, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(step, TimeSpan.FromMilliseconds(1));
        ArgumentOutOfRangeException.ThrowIfNotEqual(step.Ticks % TimeSpan.TicksPerMillisecond, 0, nameof(step));
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxPoints);
        (End, Step, Count) = (DateTimeOffset.FromUnixTimeMilliseconds(end.ToUnixTimeMilliseconds()), step, count);
    }

    /// <summary>The first time.</summary>
    public DateTimeOffset Start => End - (Step * (Count - 1));

    /// <summary>The last time.</summary>
    public DateTimeOffset End { get; }

    /// <summary>From one time to the next.</summary>
    public TimeSpan Step { get; }

    /// <summary>How many times.</summary>
    public int Count { get; }
}
