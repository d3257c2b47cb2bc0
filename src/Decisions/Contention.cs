using System.Collections.Immutable;

namespace ModelMonitor.Decisions;

/// <summary>
/// Who else sets the replicas, found by value: they differ from what we wrote last. A person's number stands for
/// <see cref="Constants.ManualHold"/>. One who puts them back at once, again and again, is another controller: after
/// <see cref="Constants.RevertsToYield"/> reverts in <see cref="Constants.RevertTime"/> we step back for 10 minutes, then 20, 40 and 60.
/// </summary>
/// <param name="Expected">Replicas as we left or last saw them; null before the first look.</param>
/// <param name="HoldUntil">Until when a person's number is left alone.</param>
/// <param name="HoldsGrowth">Whether that number was lower than ours, so that growth would reverse it; else shrinking would.</param>
/// <param name="Reverts">When our changes were put back.</param>
/// <param name="YieldUntil">Until when we step back from another controller.</param>
/// <param name="Yields">How often in a row we stepped back.</param>
internal readonly record struct Contention(
    int? Expected, DateTimeOffset? HoldUntil, bool HoldsGrowth, ImmutableArray<DateTimeOffset> Reverts, DateTimeOffset? YieldUntil, int Yields)
{
    public static Contention None { get; } = new(null, null, false, [], null, 0);

    /// <summary>Looks at the replicas that are there.</summary>
    public Contention Next(int current, ImmutableArray<PastChange> changes, DateTimeOffset now)
    {
        if (Expected is not { } expected) return this with { Expected = current };
        if (current == expected) return Forgive(now);
        var last = changes.Length > 0 ? changes[^1] : null;
        if (last is null || last.To != expected || last.From != current || now - last.Time > Constants.RevertSpan)
            return this with { Expected = current, HoldUntil = now + Constants.ManualHold, HoldsGrowth = current < expected };

        ImmutableArray<DateTimeOffset> reverts = [.. Reverts.Where(r => now - r < Constants.RevertTime), now];
        // One that was put back in a pause's first try again is the same controller still.
        if (reverts.Length < Constants.RevertsToYield && Yields == 0) return this with { Expected = current, Reverts = reverts };
        var pause = Constants.ShortestYield * Math.Pow(2, Math.Min(Yields, 6));
        return new(current, null, false, [], now + (pause < Constants.LongestYield ? pause : Constants.LongestYield), Yields + 1);
    }

    /// <summary>What a change of ours leaves behind.</summary>
    public Contention Changed(int to) => this with { Expected = to };

    /// <summary>The same, with no time later than <paramref name="now"/> plus its longest pause.</summary>
    public Contention NotAfter(DateTimeOffset now) => this with
    {
        HoldUntil = HoldUntil > now + Constants.ManualHold ? now + Constants.ManualHold : HoldUntil,
        YieldUntil = YieldUntil > now + Constants.LongestYield ? now + Constants.LongestYield : YieldUntil,
        Reverts = [.. Reverts.Select(r => r > now ? now : r)],
    };

    // A change that stood for as long as it takes to see reverts: nobody contends any more.
    private Contention Forgive(DateTimeOffset now) =>
        Yields > 0 && YieldUntil is { } until && now - until > Constants.RevertTime ? this with { Yields = 0, YieldUntil = null } : this;
}
