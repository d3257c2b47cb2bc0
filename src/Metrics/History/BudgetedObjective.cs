namespace ModelMonitor.Metrics;

/// <summary>Events of one objective, and what of its past is still to be asked for. Not thread-safe.</summary>
/// <param name="asked">The objective.</param>
/// <param name="since">When counting began; what was before is asked for.</param>
/// <param name="hasPast">Whether it can be.</param>
internal sealed class BudgetedObjective(IndicatorQuestion asked, DateTimeOffset since, bool hasPast)
{
    /// <summary>The parts that are of one ring each, in the order of the rings.</summary>
    public static readonly PastParts[] OfRings = [PastParts.Minutes, PastParts.FiveMinutes, PastParts.Window];

    private TimeSpan _pause;
    private string? _failure;

    /// <summary>The objective.</summary>
    public IndicatorQuestion Asked { get; set; } = asked;

    public EventHistory Events { get; private set; } = new(asked.BudgetWindow!.Value);

    /// <summary>What is to be asked for ends here. In whole seconds, so that answers are short.</summary>
    public DateTimeOffset Until { get; set; } = WholeSeconds(since);

    /// <summary>What is still to be asked for.</summary>
    public PastParts Left { get; set; } = hasPast && EventQuery.CountsRequests(asked) ? PastParts.All : PastParts.None;

    /// <summary>When to ask next, as a time stamp.</summary>
    public long NextTry { get; private set; }

    /// <summary>Why the past is missing; null when it is not.</summary>
    public string? Detail => Left != PastParts.None
        ? _failure is null ? "events of the past are still to be read" : $"events of the past are not known yet: {_failure}"
        : !hasPast ? "events are counted since the operator's start: this source remembers none of before"
        : EventQuery.CountsRequests(Asked) ? null : "intervals are counted since they were judged: a source holds none of the past";

    /// <summary>Leaves out parts that need not be asked for any more: what they could tell is too old for their ring.</summary>
    public void LeaveOutOld(DateTimeOffset now)
    {
        // The clock jumped back behind the start of counting: where in time the few events since then belong is not known.
        if (Until > now) (Until, Events, Left) = (WholeSeconds(now), new(Asked.BudgetWindow!.Value), PastParts.All);
        for (var i = 0; i < OfRings.Length; i++)
            if (Until <= now - Events.Rings[i].Span) Left &= ~OfRings[i];
        if (Until <= now - Events.Rings[^1].Span) Left = PastParts.None;
    }

    /// <summary>Takes what became of a try.</summary>
    public void Tried(PrometheusException? failure, TimeProvider time)
    {
        _failure = failure?.Message;
        if (failure is null) _pause = TimeSpan.Zero;
        else _pause = _pause == TimeSpan.Zero ? HistoryLimits.ShortestPause : TimeSpan.FromTicks(Math.Min(2 * _pause.Ticks, HistoryLimits.LongestPause.Ticks));
        NextTry = time.GetTimestamp() + (long)(_pause.TotalSeconds * time.TimestampFrequency);
    }

    private static DateTimeOffset WholeSeconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}

/// <summary>Parts of an objective's past.</summary>
[Flags]
internal enum PastParts : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The last hour, by the minute.</summary>
    Minutes = 1,

    /// <summary>The last six hours, by five minutes.</summary>
    FiveMinutes = 2,

    /// <summary>The budget's window.</summary>
    Window = 4,

    /// <summary>What recording rules have recorded of all of them. It is asked for first, and the others only for what was before.</summary>
    Recorded = 8,

    /// <summary>Everything.</summary>
    All = Minutes | FiveMinutes | Window | Recorded,
}
