using ModelMonitor.Decisions;
namespace ModelMonitor.Metrics;

/// <summary>Events of one objective: by the minute for an hour, by five minutes for six hours, and coarser for the budget's window.</summary>
/// <remarks>Under 4 KiB, whatever the window. Not thread-safe.</remarks>
internal sealed class EventHistory
{
    private readonly EventRing[] _rings;

    /// <param name="window">The budget's window; see <see cref="HistoryLimits"/>.</param>
    public EventHistory(TimeSpan window)
    {
        var slot = HistoryLimits.CoarseSlot(window);
        _rings =
        [
            new(TimeSpan.FromMinutes(1), TimeSpan.FromHours(1)),
            new(TimeSpan.FromMinutes(5), TimeSpan.FromHours(6)),
            new(slot, slot * Math.Ceiling(window / slot)),
        ];
    }

    /// <summary>The rings, finest first.</summary>
    public IReadOnlyList<EventRing> Rings => _rings;

    /// <summary>Adds what was just seen.</summary>
    /// <param name="now">The clock.</param>
    /// <param name="known">How long before it is known; 0 adds nothing.</param>
    /// <param name="good">Good events in that time.</param>
    /// <param name="total">All events in that time.</param>
    public void Add(DateTimeOffset now, TimeSpan known, double good, double total)
    {
        if (known <= TimeSpan.Zero || !IsCount(good, total)) return;
        foreach (var ring in _rings) ring.Add(now, known, known, good, total, isPast: false);
    }

    /// <summary>Adds what was found out later, to some of the rings. What is newer stays.</summary>
    /// <param name="rings">Which of <see cref="Rings"/>.</param>
    /// <param name="events">The events.</param>
    public void Fill(Range rings, PastEvents events)
    {
        if (events.Over <= TimeSpan.Zero || !IsCount(events.Good, events.Total)) return;
        foreach (var ring in _rings[rings]) ring.Add(events.Until, events.Over, events.Known, events.Good, events.Total, isPast: true);
    }

    /// <summary>Events up to now, from the finest ring that reaches far enough.</summary>
    /// <param name="now">The clock.</param>
    /// <param name="length">How far back; above 0. Beyond the budget's window nothing is known.</param>
    public EventCount Over(DateTimeOffset now, TimeSpan length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(length, TimeSpan.Zero);
        return (Array.Find(_rings, r => r.Span >= length) ?? _rings[^1]).Over(now, length);
    }

    // Sums of such numbers stay finite in single precision; NaN is refused too.
    private static bool IsCount(double good, double total) => good >= 0 && total is >= 0 and < 1e30;
}

/// <summary>Events of a past time.</summary>
/// <param name="Until">Its end.</param>
/// <param name="Over">How long it is.</param>
/// <param name="Known">How much of it is known.</param>
/// <param name="Good">Good events in it.</param>
/// <param name="Total">All events in it.</param>
internal readonly record struct PastEvents(DateTimeOffset Until, TimeSpan Over, TimeSpan Known, double Good, double Total);
