namespace ModelMonitor.Decisions;

/// <summary>Events of an objective with a budget, as of a sample. Immutable.</summary>
/// <param name="Windows">
/// By length: the windows that burn rates are taken over, and the budget's own. Empty when the objective cannot be counted.
/// </param>
/// <param name="Detail">One sentence on why events are not counted, or why those of before the start are missing (yet); null when nothing is.</param>
public sealed record ObjectiveEvents(IReadOnlyDictionary<TimeSpan, EventCount> Windows, string? Detail = null)
{
    /// <summary>Events that are not counted.</summary>
    /// <param name="why">One sentence.</param>
    public static ObjectiveEvents None(string why) => new(new Dictionary<TimeSpan, EventCount>(), why);
}
