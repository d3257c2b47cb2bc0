namespace ModelMonitor.Decisions;

/// <summary>
/// What is known of one signal: a finite value, a confirmed zero, or unknown with a reason. There is no way to read a number out of
/// an unknown by accident: <see cref="TryGet"/> is the only door.
/// </summary>
public readonly record struct Reading
{
    private readonly double _value;

    private Reading(ReadingKind kind, double value, DateTimeOffset sampleTime, double coverage, UnknownReason? reason, string? detail)
    {
        Kind = kind;
        _value = value;
        SampleTime = sampleTime;
        Coverage = coverage;
        Reason = reason;
        Detail = detail;
    }

    /// <summary>What is known.</summary>
    public ReadingKind Kind { get; }

    /// <summary>When the sample was taken (the sample's own time, not the evaluation's); default when unknown.</summary>
    public DateTimeOffset SampleTime { get; }

    /// <summary>Share of the ready pods that the value speaks for, 0 to 1; 0 when unknown.</summary>
    public double Coverage { get; }

    /// <summary>How old the sample may be to count, where its source is slower than most; null for the usual limit.</summary>
    public TimeSpan? FreshFor { get; private init; }

    /// <summary>Why it is unknown; null otherwise.</summary>
    public UnknownReason? Reason { get; }

    /// <summary>One sentence on the reason, for a person; null when there is none.</summary>
    public string? Detail { get; }

    /// <summary>A value. A number that is not finite becomes unknown (<see cref="UnknownReason.InvalidValue"/>), 0 a confirmed zero.</summary>
    /// <param name="value">The number, in the signal's unit.</param>
    /// <param name="sampleTime">When it was sampled.</param>
    /// <param name="coverage">Share of the ready pods behind it, 0 to 1.</param>
    public static Reading Of(double value, DateTimeOffset sampleTime, double coverage = 1)
    {
        if (!double.IsFinite(value)) return Unknown(UnknownReason.InvalidValue, $"the value is {value}");
        return value == 0
            ? new(ReadingKind.Zero, 0, sampleTime, coverage, null, null)
            : new(ReadingKind.Value, value, sampleTime, coverage, null, null);
    }

    /// <summary>Unknown.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="detail">One sentence for a person, or null.</param>
    public static Reading Unknown(UnknownReason reason, string? detail = null) =>
        new(ReadingKind.Unknown, 0, default, 0, reason, detail);

    /// <summary>The same reading from a source whose samples may be this old.</summary>
    /// <param name="freshFor">The limit, above 0.</param>
    public Reading WithFreshFor(TimeSpan freshFor) => this with { FreshFor = freshFor };

    /// <summary>The number, where there is one.</summary>
    /// <param name="value">The finite number (0 for a confirmed zero).</param>
    /// <returns>False when unknown.</returns>
    public bool TryGet(out double value)
    {
        value = _value;
        return Kind != ReadingKind.Unknown;
    }
}
