using ModelMonitor.Decisions;
namespace ModelMonitor.Metrics;

/// <summary>Events of one monitor's objectives that have a budget. Not thread-safe.</summary>
/// <param name="hasPast">Whether what was before the start can be asked for.</param>
internal sealed class MonitorEvents(bool hasPast)
{
    private readonly List<BudgetedObjective> _objectives = new(HistoryLimits.MaxObjectives);
    private MonitorQuestion? _question;

    /// <summary>When it was asked about last, as a time stamp.</summary>
    public long AskedAt { get; set; }

    /// <summary>The monitor with its engine; null until that is known.</summary>
    public MonitorQuestion? Question => _question;

    public IReadOnlyList<BudgetedObjective> Objectives => _objectives;

    /// <summary>Counts what a sample says.</summary>
    /// <param name="question">The monitor.</param>
    /// <param name="sample">Its sample.</param>
    /// <param name="now">The clock.</param>
    /// <param name="known">How long before the sample its readings hold: the time since the last one, or less.</param>
    /// <returns>By objective name, all events up to now.</returns>
    public IReadOnlyDictionary<string, ObjectiveEvents> Count(MonitorQuestion question, MonitorSample sample, DateTimeOffset now, TimeSpan known)
    {
        Keep(question, sample.Engine);
        var events = new Dictionary<string, ObjectiveEvents>();
        var counted = 0;
        foreach (var asked in question.Objectives.Where(o => o.BudgetWindow is not null))
        {
            if (WhyNot(asked, counted) is { } why)
            {
                events[asked.Objective] = ObjectiveEvents.None(why);
                continue;
            }

            counted++;
            var objective = _objectives.Find(o => o.Asked == asked);
            if (objective is null) _objectives.Add(objective = new(asked, now, hasPast));
            else Count(objective, asked, sample, now, known);
            events[asked.Objective] = new(BurnWindows.LengthsOf(asked.BudgetWindow!.Value).ToDictionary(l => l, l => objective.Events.Over(now, l)), objective.Detail);
        }

        return events;
    }

    // What is counted of another target, or by another bound, is another objective.
    private void Keep(MonitorQuestion question, string? engine)
    {
        _objectives.RemoveAll(o => !question.Objectives.Contains(o.Asked));
        if (engine is null) return;
        var named = question.Engine == engine ? question : question with { Engine = engine };
        if (_question is not null && IdentityOf(_question) != IdentityOf(named)) _objectives.Clear();
        _question = named;
    }

    private static (string, string, string?, string?, string?) IdentityOf(MonitorQuestion question) =>
        (question.Namespace, question.Target, question.Engine, question.Model, question.Service);

    private static string? WhyNot(IndicatorQuestion asked, int before)
    {
        if (before >= HistoryLimits.MaxObjectives)
            return $"only the first {HistoryLimits.MaxObjectives} objectives with a budget are counted: leave out budgets that nobody looks at";
        if (asked.BudgetWindow < HistoryLimits.ShortestWindow || asked.BudgetWindow > HistoryLimits.LongestWindow)
            return FormattableString.Invariant($"a budget's window is {HistoryLimits.ShortestWindow.TotalDays} to {HistoryLimits.LongestWindow.TotalDays} days");
        return asked.Bound is null ? "without a bound there are no good events" : null;
    }

    private static void Count(BudgetedObjective objective, IndicatorQuestion asked, MonitorSample sample, DateTimeOffset now, TimeSpan known)
    {
        // The newer of two equal objects, so that the older is not kept alive.
        objective.Asked = asked;
        if (!sample.Objectives.TryGetValue(asked.Objective, out var reading) || !reading.TryGet(out var value)) return;
        if (!EventQuery.CountsRequests(asked))
            objective.Events.Add(now, known, (asked.IsUpperBound ? value <= asked.Bound : value >= asked.Bound) ? 1 : 0, 1);
        else if (sample.Rates.TryGetValue(asked.Objective, out var rate))
            objective.Events.Add(now, known, rate.Good * known.TotalSeconds, rate.Total * known.TotalSeconds);
    }
}
