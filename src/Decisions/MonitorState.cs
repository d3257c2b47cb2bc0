using System.Collections.Immutable;

namespace ModelMonitor.Decisions;

/// <summary>
/// What is remembered of one monitor between two runs of the pipeline. Immutable and bounded: every list has a maximum in
/// <see cref="Constants"/>, together less than 16 KB.
/// </summary>
public sealed record MonitorState
{
    private MonitorState()
    {
    }

    /// <summary>Nothing remembered: a monitor seen for the first time.</summary>
    public static MonitorState Start { get; } = new();

    /// <summary>Changes that still count for rate limits, oldest first.</summary>
    public ImmutableArray<PastChange> Changes { get; internal init; } = [];

    internal ImmutableArray<ObjectiveMemory> Objectives { get; init; } = [];

    internal ImmutableArray<LoadSample> Load { get; init; } = [];

    internal ImmutableArray<RecommendationSlot> Recommendations { get; init; } = [];

    internal CapacityMemory Capacity { get; init; }

    internal ReadyMemory Ready { get; init; }

    /// <summary>
    /// The state after a restart: cooldowns, rate limits and the objectives' states go on. What must be observed is observed anew, so
    /// that nothing is removed before a full stabilisation window.
    /// </summary>
    /// <param name="changes">Changes that were made, in any order, for example read back from status.</param>
    /// <param name="states">How objectives stood; they are left by the same rules as if nothing had happened.</param>
    /// <param name="now">The present; a change later than this counts as made now, so that no cooldown outlasts its length.</param>
    public static MonitorState Restore(
        IReadOnlyList<PastChange> changes, IEnumerable<(Objective Objective, ObjectiveState State)> states, DateTimeOffset now) =>
        (Start with
        {
            Objectives =
            [
                .. states.Select(s => new ObjectiveMemory(s.Objective, s.State, now, Reading.Unknown(UnknownReason.Collecting), [], null)),
            ],
        }).WithChanges(changes, now);

    /// <summary>The same state with another history of changes: of those that another process made.</summary>
    /// <param name="changes">Changes that were made, in any order.</param>
    /// <param name="now">The present; a change later than this counts as made now.</param>
    public MonitorState WithChanges(IReadOnlyList<PastChange> changes, DateTimeOffset now)
    {
        var state = this with { Changes = [] };
        foreach (var change in changes.OrderBy(c => c.Time)) state = state.WithChange(change, now);
        return state;
    }

    /// <summary>The same state, and one more change.</summary>
    /// <param name="change">The change that was made.</param>
    /// <param name="now">The present; a change later than this counts as made now.</param>
    public MonitorState WithChange(PastChange change, DateTimeOffset now)
    {
        if (change.Time > now) change = change with { Time = now };
        if (Changes.Contains(change)) return this;
        return this with
        {
            Changes = [.. Changes.Add(change).Where(c => now - c.Time <= Constants.ChangesKeptFor).TakeLast(Constants.MaxChanges)],
        };
    }

    /// <summary>
    /// The state with no time later than <paramref name="now"/>. When a clock is set back, what lies in the future counts as now:
    /// every cooldown and window then lasts its configured length and no longer.
    /// </summary>
    internal MonitorState NotAfter(DateTimeOffset now)
    {
        if (!IsAfter(now)) return this;
        DateTimeOffset Cap(DateTimeOffset t) => t > now ? now : t;
        return this with
        {
            Changes = [.. Changes.Select(c => c with { Time = Cap(c.Time) })],
            Objectives =
            [
                .. Objectives.Select(o => o with { Since = Cap(o.Since), UnknownSince = o.UnknownSince is { } t ? Cap(t) : null }),
            ],
            Recommendations = [.. Recommendations.Select(r => r with { Start = Cap(r.Start), Last = Cap(r.Last) })],
            Ready = Ready with { GrewAt = Ready.GrewAt is { } grew ? Cap(grew) : null },
        };
    }

    private bool IsAfter(DateTimeOffset now)
    {
        foreach (var change in Changes)
            if (change.Time > now) return true;
        foreach (var slot in Recommendations)
            if (slot.Last > now) return true;
        foreach (var objective in Objectives)
            if (objective.Since > now || objective.UnknownSince > now) return true;
        return Ready.GrewAt > now;
    }
}
