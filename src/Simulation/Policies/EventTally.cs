using ModelMonitor.Decisions;

namespace ModelMonitor.Simulation;

/// <summary>
/// Counts an objective's events as the operator's own history does, which this room does not see: what is scraped of a time counts for
/// it, and a time without a scrape is not known. What was before the start is not known either.
/// </summary>
/// <remarks>Assumptions: asked once a period, from the first. Caveats: keeps every period, 24 bytes each.</remarks>
/// <param name="budget">The budget.</param>
/// <param name="period">Time between two calls.</param>
internal sealed class EventTally(ErrorBudget budget, TimeSpan period)
{
    // Sums since the start, one entry a period.
    private readonly List<(double Good, double Total, double Known)> _sums = [default];
    private readonly TimeSpan[] _lengths = [.. BurnWindows.LengthsOf(budget.Window)];

    private TimeSpan _counted;

    /// <summary>Counts what is seen, once a scrape, and says what is known by now.</summary>
    /// <param name="seen">What a policy sees.</param>
    public ObjectiveEvents Count(SeenMetrics seen)
    {
        var (good, total, known) = _sums[^1];
        if (seen.IsKnown && seen.ScrapedAt > _counted)
        {
            // A rate over a window says nothing of the time before it.
            var since = seen.ScrapedAt - _counted;
            var seconds = (since < Constants.Window ? since : Constants.Window).TotalSeconds;
            (good, total, known) = (good + (seen.Good * seconds), total + (seen.Judged * seconds), known + seconds);
            _counted = seen.ScrapedAt;
        }

        _sums.Add((good, total, known));
        return new(_lengths.ToDictionary(l => l, Over));
    }

    private EventCount Over(TimeSpan length)
    {
        var (now, then) = (_sums[^1], _sums[Math.Max(0, _sums.Count - 1 - (int)(length / period))]);
        return new(now.Good - then.Good, now.Total - then.Total, Math.Min(1, (now.Known - then.Known) / length.TotalSeconds));
    }
}
