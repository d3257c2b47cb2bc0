using ModelMonitor.Decisions;

namespace ModelMonitor.Operator.Reconciling;

/// <summary>
/// When the newest sample of a monitor was taken, and when it was first seen, so that its age can be told at any time. A sample's own
/// time is by its source's clock; from when it is seen on, the monotonic clock counts: one that jumps makes no sample young.
/// </summary>
/// <param name="Taken">The sample's own time.</param>
/// <param name="AgeWhenSeen">How old it was when it was first seen, 0 or more.</param>
/// <param name="SeenAt">Timestamp of the monotonic clock when it was first seen.</param>
public sealed record SampleMark(DateTimeOffset Taken, TimeSpan AgeWhenSeen, long SeenAt)
{
    /// <summary>The mark after a judgement: the one before while nothing newer came.</summary>
    /// <param name="before">The mark before, or null.</param>
    /// <param name="finding">What was found.</param>
    /// <param name="time">The clock.</param>
    public static SampleMark? After(SampleMark? before, Finding finding, TimeProvider time)
    {
        var newest = default(DateTimeOffset?);
        foreach (var reading in finding.Verdicts.Select(v => v.Reading).Concat([finding.Load.Running, finding.Load.Waiting, finding.Load.Completed]))
            if (reading.Kind != ReadingKind.Unknown && !(reading.SampleTime <= newest)) newest = reading.SampleTime;
        if (newest is not { } taken || taken <= before?.Taken) return before;
        var age = time.GetUtcNow() - taken;
        return new(taken, age < TimeSpan.Zero ? TimeSpan.Zero : age, time.GetTimestamp());
    }

    /// <summary>How old the sample is now.</summary>
    /// <param name="time">The clock.</param>
    public TimeSpan Age(TimeProvider time) => AgeWhenSeen + time.GetElapsedTime(SeenAt);
}
