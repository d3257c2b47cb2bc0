using System.Collections.Immutable;

namespace ModelMonitor.Decisions;

/// <summary>How long the target's pods need from being scheduled to being ready: a high quantile, since a late pod is what hurts.</summary>
/// <param name="Newest">When the newest start that was counted ended.</param>
/// <param name="Took">Seconds that the last starts took, at most <see cref="Constants.MaxStarts"/>.</param>
internal readonly record struct ColdStart(DateTimeOffset Newest, ImmutableArray<float> Took)
{
    public static ColdStart Nothing { get; } = new(default, []);

    /// <summary>Counts the starts that are new.</summary>
    public ColdStart Next(IReadOnlyList<PodStart> starts, DateTimeOffset now)
    {
        var newest = Newest > now ? now : Newest;
        List<PodStart>? added = null;
        foreach (var start in starts)
        {
            if (start.ReadyAt <= newest || start.ReadyAt > now + Constants.ClockSkew) continue;
            if (start.Took > TimeSpan.Zero && start.Took <= Constants.LongestStart) (added ??= []).Add(start);
        }

        if (added is null) return this with { Newest = newest };
        added.Sort((a, b) => a.ReadyAt.CompareTo(b.ReadyAt));
        return new(added[^1].ReadyAt, [.. Took.Concat(added.Select(s => (float)s.Took.TotalSeconds)).TakeLast(Constants.MaxStarts)]);
    }

    /// <summary>The 90th percentile; null while no start was seen.</summary>
    public TimeSpan? P90
    {
        get
        {
            if (Took.Length == 0) return null;
            var sorted = Took.Sort();
            return TimeSpan.FromSeconds(sorted[(int)Math.Ceiling(0.9 * sorted.Length) - 1]);
        }
    }
}
