namespace ModelMonitor.Decisions;

/// <summary>Turns readings of another time into unknown ones.</summary>
internal static class Freshness
{
    public static Reading Check(Reading reading, DateTimeOffset now)
    {
        if (reading.Kind == ReadingKind.Unknown) return reading;
        var age = now - reading.SampleTime;
        if (age > (reading.FreshFor ?? Constants.FreshFor)) return Reading.Unknown(UnknownReason.Stale, $"the newest sample is {Text.Seconds(age)} old");
        if (age < -Constants.ClockSkew)
            return Reading.Unknown(UnknownReason.ClockSkew, $"the newest sample is {Text.Seconds(-age)} in the future");
        return reading;
    }

    /// <summary>Whether a sample is new, given the last one that was counted. A last one far in the future is a clock's mistake.</summary>
    public static bool IsNew(DateTimeOffset sample, DateTimeOffset last, DateTimeOffset now) =>
        sample > last || last - now > Constants.ClockSkew;
}
