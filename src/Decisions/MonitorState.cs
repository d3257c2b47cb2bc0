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

    /// <summary>What was learned and is worth keeping over a restart.</summary>
    public Learned Learned { get; internal init; } = new(null, null, null);

    internal ImmutableArray<ObjectiveMemory> Objectives { get; init; } = [];

    internal ImmutableArray<LoadSample> Load { get; init; } = [];

    internal ImmutableArray<RecommendationSlot> Recommendations { get; init; } = [];

    internal CapacityMemory Capacity { get; init; }

    internal ReadyMemory Ready { get; init; }

    internal DemandMemory Demand { get; init; } = DemandMemory.Nothing;

    internal ImmutableArray<HeadroomMemory> Headrooms { get; init; } = [];

    internal ColdStart ColdStart { get; init; } = ColdStart.Nothing;

    internal Contention Contention { get; init; } = Contention.None;

    internal Starting Starting { get; init; }

    /// <summary>When the load was last not known; null when it always was.</summary>
    internal DateTimeOffset? OutageEnd { get; init; }

    /// <summary>Since when there has been no request at all; null while there is one, or it is not known.</summary>
    internal DateTimeOffset? IdleSince { get; init; }

    /// <summary>
    /// The state after a restart: cooldowns, rate limits and the objectives' states go on. What must be observed is observed anew, so
    /// that nothing is removed before a full stabilisation window.
    /// </summary>
    /// <param name="changes">Changes that were made, in any order, for example read back from status.</param>
    /// <param name="states">How objectives stood; they are left by the same rules as if nothing had happened.</param>
    /// <param name="now">The present; a change later than this counts as made now, so that no cooldown outlasts its length.</param>
    /// <param name="learned">What was learned before, or null.</param>
    public static MonitorState Restore(
        IReadOnlyList<PastChange> changes,
        IEnumerable<(Objective Objective, ObjectiveState State)> states,
        DateTimeOffset now,
        Learned? learned = null) =>
        (Start with
        {
            Learned = learned ?? Start.Learned,
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
        // Old news say nothing about what is expected now.
        var isOld = Changes.Length > 0 && state.Changes.Length > 0 && Changes[^1] == state.Changes[^1];
        return isOld ? state with { Contention = Contention } : state;
    }

    /// <summary>The same state, and one more change.</summary>
    /// <param name="change">The change that was made.</param>
    /// <param name="now">The present; a change later than this counts as made now.</param>
    public MonitorState WithChange(PastChange change, DateTimeOffset now)
    {
        if (change.Time > now) change = change with { Time = now };
        // What is too old to be kept says nothing about the replicas that are to be expected, either.
        if (Changes.Contains(change) || now - change.Time > Constants.ChangesKeptFor) return this;
        return this with
        {
            Contention = Contention.Changed(change.To),
            Changes = [.. Changes.Add(change).Where(c => now - c.Time <= Constants.ChangesKeptFor).TakeLast(Constants.MaxChanges)],
        };
    }

    /// <summary>
    /// The same state, in which no number of replicas is expected: after a time in which we set none, what stands contradicts nobody.
    /// </summary>
    public MonitorState ExpectingNothing() => this with { Contention = Contention.None };

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
            Contention = Contention.NotAfter(now),
            Starting = Starting.NotAfter(now),
            OutageEnd = OutageEnd is { } outage ? Cap(outage) : null,
            IdleSince = IdleSince is { } idle ? Cap(idle) : null,
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
        return Ready.GrewAt > now || OutageEnd > now || IdleSince > now || Starting.Since > now
            || Starting.RefusedUntil > now + Constants.LongestYield || Contention.YieldUntil > now + Constants.LongestYield
            || Contention.HoldUntil > now + Constants.ManualHold || Contention.Reverts.Any(r => r > now);
    }
}
