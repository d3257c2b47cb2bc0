using ModelMonitor.Decisions;

namespace ModelMonitor.Metrics;

/// <summary>One series of a range query's answer. Valid only during the call that hands it over: labels and points are reused.</summary>
/// <param name="labels">The series' labels.</param>
/// <param name="points">Its points, in the answer's order.</param>
/// <param name="fault">What else than numbers the series has (native histograms), or null.</param>
public readonly ref struct MatrixSeries(IReadOnlyDictionary<string, string> labels, IReadOnlyList<MatrixPoint> points, UnknownReason? fault)
{
    /// <summary>The series' labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; } = labels;

    /// <summary>Its points; at most <see cref="QueryRange.MaxPoints"/>.</summary>
    public IReadOnlyList<MatrixPoint> Points { get; } = points;

    /// <summary>What else than numbers the series has, or null.</summary>
    public UnknownReason? Fault { get; } = fault;
}

/// <summary>A number at a time.</summary>
/// <param name="Time">When; one of the times that were asked for.</param>
/// <param name="Value">A finite number, or NaN where the answer has none.</param>
public readonly record struct MatrixPoint(DateTimeOffset Time, double Value);

/// <summary>Takes one series of an answer while it is still being read.</summary>
/// <param name="series">The series.</param>
public delegate void MatrixSeriesHandler(MatrixSeries series);
