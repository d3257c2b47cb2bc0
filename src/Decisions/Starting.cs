namespace ModelMonitor.Decisions;

/// <summary>
/// Pods that were ordered and are not ready. They are coming capacity until a deadline; those that miss it are given back, and no more
/// are asked for during a pause of 10 minutes, then 20, 40 and 60, unless some become ready.
/// </summary>
/// <param name="Since">Since when fewer are ready than ordered; null while all are.</param>
/// <param name="RefusedUntil">Until when no more are asked for.</param>
/// <param name="Refusals">How often in a row capacity was not there.</param>
/// <param name="LookedAt">When it was looked at last: time that nobody saw pass (a clock that jumped, a process that slept) is no waiting.</param>
internal readonly record struct Starting(DateTimeOffset? Since, DateTimeOffset? RefusedUntil, int Refusals, DateTimeOffset LookedAt = default)
{
    /// <summary>Looks at the pods that are there.</summary>
    /// <param name="replicas">The pods.</param>
    /// <param name="grew">Whether more are ready than a moment ago.</param>
    /// <param name="now">The present.</param>
    public Starting Next(ReplicaCounts replicas, bool grew, DateTimeOffset now)
    {
        var missing = replicas.Ready < replicas.Current;
        if (grew) return missing ? new(now, null, 0, now) : default;
        if (missing)
        {
            var gap = LookedAt == default ? TimeSpan.Zero : now - LookedAt - Constants.Window;
            var since = gap > TimeSpan.Zero ? Since + gap : Since;
            return this with { Since = since > now ? now : since ?? now, LookedAt = now };
        }

        return RefusedUntil is { } until && now >= until + Constants.LongestYield ? default : this with { Since = null };
    }

    /// <summary>How many of the ordered pods are past the deadline.</summary>
    /// <param name="replicas">The pods.</param>
    /// <param name="deadline">How long a pod may take.</param>
    /// <param name="now">The present.</param>
    public int Overdue(ReplicaCounts replicas, TimeSpan deadline, DateTimeOffset now)
    {
        var missing = replicas.Current - replicas.Ready;
        if (missing <= 0 || Since is not { } since || now - since < deadline) return 0;
        // Pods that the cluster did not even make (a quota) have no age of their own: they count from when they were missed.
        var late = replicas.StartingSince.Count(s => now - s > deadline);
        var unmade = Math.Max(0, missing - replicas.StartingSince.Count);
        return Math.Min(missing, late + (now - since > deadline ? unmade : 0));
    }

    /// <summary>After pods were given back; those that a rate policy lets go later belong to the same refusal.</summary>
    public Starting Refused(DateTimeOffset now)
    {
        if (RefusedUntil > now) return this;
        var pause = Constants.ShortestYield * Math.Pow(2, Math.Min(Refusals, 6));
        return this with { RefusedUntil = now + (pause < Constants.LongestYield ? pause : Constants.LongestYield), Refusals = Refusals + 1 };
    }

    /// <summary>The same, with no time later than a clock that was set back allows.</summary>
    public Starting NotAfter(DateTimeOffset now) => this with
    {
        Since = Since > now ? now : Since,
        RefusedUntil = RefusedUntil > now + Constants.LongestYield ? now + Constants.LongestYield : RefusedUntil,
    };
}
