namespace ModelMonitor.Simulation;

/// <summary>What goes wrong in a simulation, and when.</summary>
/// <param name="Faults">In any order; they may overlap.</param>
public sealed record FaultPlan(IReadOnlyList<Fault> Faults)
{
    /// <summary>Nothing does.</summary>
    public static FaultPlan None { get; } = new([]);

    /// <summary>The fault of a kind that is there, or null.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="now">The simulation's clock.</param>
    public Fault? At(FaultKind kind, TimeSpan now)
    {
        foreach (var fault in Faults)
            if (fault.Kind == kind && fault.Covers(now)) return fault;
        return null;
    }
}
