namespace ModelMonitor.Decisions;

/// <summary>Everything that is known of a target at one moment. A decision sees nothing else.</summary>
/// <param name="Objectives">Each objective's indicator by objective name; a missing name counts as <see cref="UnknownReason.Collecting"/>.</param>
/// <param name="Load">How much work there is.</param>
/// <param name="Replicas">How many pods work on it.</param>
public sealed record Observation(IReadOnlyDictionary<string, Reading> Objectives, LoadReadings Load, ReplicaCounts Replicas)
{
    /// <summary>
    /// By objective name: good and all events per second behind the reading of that name, over <see cref="Constants.Window"/>; they are
    /// as fresh as the reading is. Objectives that are not counted in requests have none.
    /// </summary>
    public IReadOnlyDictionary<string, EventRate> Rates { get; init; } = NoRates;

    /// <summary>By objective name: events over long windows, of objectives with a budget.</summary>
    public IReadOnlyDictionary<string, ObjectiveEvents> Events { get; init; } = NoEvents;

    private static IReadOnlyDictionary<string, EventRate> NoRates { get; } = new Dictionary<string, EventRate>();

    private static IReadOnlyDictionary<string, ObjectiveEvents> NoEvents { get; } = new Dictionary<string, ObjectiveEvents>();
}
