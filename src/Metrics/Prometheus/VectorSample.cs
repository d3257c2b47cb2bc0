using ModelMonitor.Decisions;

namespace ModelMonitor.Metrics;

/// <summary>One series of an instant vector. Valid only during the call that hands it over: its labels are reused.</summary>
/// <param name="labels">The series' labels.</param>
/// <param name="value">A finite number; 0 and without meaning when there is a fault.</param>
/// <param name="fault">Null for a finite number, else why the series has none (NaN and infinities too).</param>
public readonly ref struct VectorSample(IReadOnlyDictionary<string, string> labels, double value, UnknownReason? fault)
{
    /// <summary>The series' labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; } = labels;

    /// <summary>A finite number; without meaning when <see cref="Fault"/> is set.</summary>
    public double Value { get; } = value;

    /// <summary>Why the series has no finite number, or null.</summary>
    public UnknownReason? Fault { get; } = fault;
}

/// <summary>Takes one series of an answer while it is still being read.</summary>
/// <param name="sample">The series.</param>
public delegate void VectorSampleHandler(VectorSample sample);
