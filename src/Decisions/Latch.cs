namespace ModelMonitor.Decisions;

/// <summary>
/// Something that is so at once, and is over when it was seen not to be so for a while. What cannot be seen stays for one interval, as an
/// objective's state does.
/// </summary>
/// <param name="IsOn">Whether it is so.</param>
/// <param name="QuietSince">Since when it is seen not to be so, in every interval; null while it is.</param>
/// <param name="UnknownSince">Since when it cannot be seen; null while it can.</param>
internal readonly record struct Latch(bool IsOn, DateTimeOffset? QuietSince, DateTimeOffset? UnknownSince)
{
    /// <summary>How it is now.</summary>
    /// <param name="begins">Whether it is proven now.</param>
    /// <param name="goesOn">Whether it, once begun, goes on; null when that cannot be seen.</param>
    /// <param name="now">The present.</param>
    public Latch Next(bool begins, bool? goesOn, DateTimeOffset now)
    {
        if (begins) return new(true, null, null);
        if (!IsOn) return default;
        switch (goesOn)
        {
            case true:
                return new(true, null, null);
            case null:
                var unknown = NotAfter(UnknownSince, now);
                return now - unknown < Constants.UnknownHold ? new(true, null, unknown) : default;
            default:
                var quiet = NotAfter(QuietSince, now);
                return now - quiet < Constants.BudgetCalm ? new(true, quiet, null) : default;
        }
    }

    // A clock that was set back lengthens nothing.
    private static DateTimeOffset NotAfter(DateTimeOffset? since, DateTimeOffset now) => since is { } then && then < now ? then : now;
}
