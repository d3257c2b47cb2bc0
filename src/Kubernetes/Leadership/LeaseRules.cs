namespace ModelMonitor.Kubernetes;

/// <summary>How the record in a Lease is to be read: pure rules, without clock or server.</summary>
internal static class LeaseRules
{
    /// <summary>The duration that marks an orderly release; also client-go's.</summary>
    public const int ReleasedSeconds = 1;

    /// <summary>Nobody holds it: some programs leave the holder out, others write an empty one.</summary>
    public static bool IsFree(V1LeaseSpec record) => string.IsNullOrEmpty(record.HolderIdentity);

    /// <summary>The former holder gave it up itself, and acts no more.</summary>
    public static bool IsReleased(V1LeaseSpec record) => IsFree(record) && record.LeaseDurationSeconds <= ReleasedSeconds;

    /// <summary>
    /// How long a holder is left alone after it was seen to renew: its own duration, for its options may differ from ours; but twice
    /// ours at most, for a senseless one must not keep everybody off for ever.
    /// </summary>
    public static TimeSpan Honoured(int? seconds, TimeSpan own)
    {
        if (seconds is not > 0) return own;
        var asked = TimeSpan.FromSeconds(seconds.Value);
        return asked < own * 2 ? asked : own * 2;
    }

    /// <summary>The number to write over a record: the term's own where it stands and nothing is higher, else one above all known.</summary>
    /// <param name="term">The number of the term that is held, or null.</param>
    /// <param name="stands">Whether the record is still the holder's own.</param>
    /// <param name="record">The number in the record, or null.</param>
    /// <param name="seen">The highest number in any stored object.</param>
    public static int Number(long? term, bool stands, int? record, long seen)
    {
        var known = Math.Max(record ?? 0, seen);
        if (stands && term is { } own && known <= own) return (int)own;
        // The field has 32 bits; a number out of a forged object must not make it run over.
        return (int)Math.Clamp(Math.Max(known, term ?? 0), 0, int.MaxValue - 1) + 1;
    }
}
