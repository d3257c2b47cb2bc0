namespace ModelMonitor.Simulation;

/// <summary>Something that goes wrong for a while.</summary>
/// <param name="Kind">What.</param>
/// <param name="From">Its first moment, 0 or more.</param>
/// <param name="To">The first moment without it.</param>
/// <param name="Share">How much, 0 to 1, where the kind asks for it.</param>
public readonly record struct Fault(FaultKind Kind, TimeSpan From, TimeSpan To, double Share = 1)
{
    /// <summary>Whether it is there.</summary>
    /// <param name="now">The simulation's clock.</param>
    public bool Covers(TimeSpan now) => From <= now && now < To;
}
