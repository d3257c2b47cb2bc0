namespace ModelMonitor.Simulation;

/// <summary>The service and the cluster of a simulation, everything but the load and the policy.</summary>
public sealed record SimulationOptions
{
    /// <summary>Time from ordering a pod to its first request. 1 second or more; default 2 minutes.</summary>
    public TimeSpan ColdStart { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How far the time of one start may lie from <see cref="ColdStart"/> either way, evenly, as a share of it. 0 to 1; default 0.
    /// Only where pods are simulated one by one.
    /// </summary>
    public double ColdStartSpread { get; init; }

    /// <summary>
    /// Time between two scrapes, 1 second or more; default 15 s. A policy that decides more often is thought to scrape by itself, as
    /// often as it decides.
    /// </summary>
    public TimeSpan ScrapeInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How old the newest scrape is at least when a policy sees it. 0 or more; default 15 s; never more than the policy's own period.
    /// </summary>
    public TimeSpan MetricsAge { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Longest time to the first token of a good request. Above 0; default 1 s.</summary>
    public TimeSpan FirstTokenBound { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Share of requests that the objective allows to be bad, above 0 and below 1; default 1 %.</summary>
    public double AllowedShare { get; init; } = 0.01;

    /// <summary>Speed and limits of one pod.</summary>
    public ServiceModelOptions Pod { get; init; } = new();

    /// <summary>Fewest replicas that the cluster gives, 0 or more; default 2.</summary>
    public int MinReplicas { get; init; } = 2;

    /// <summary>Most replicas that the cluster gives, 1 or more and not below the fewest; default 100.</summary>
    public int MaxReplicas { get; init; } = 100;

    /// <summary>Replicas that are ready at the start, within the bounds; default 2.</summary>
    public int InitialReplicas { get; init; } = 2;

    /// <summary>Any number; another one, other arrivals and other noise.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>What goes wrong, and when.</summary>
    public FaultPlan Faults { get; init; } = FaultPlan.None;

    /// <summary>
    /// A factor on <see cref="SeenMetrics.OutputTokens"/> as a policy sees it, above 0; default 1. A policy that learns what a pod can
    /// carry from its tokens takes a pod for so much stronger, or weaker, than it is.
    /// </summary>
    public double CapacityBias { get; init; } = 1;

    /// <summary>Whether the result tells minute by minute what happened.</summary>
    public bool KeepTimeline { get; init; }

    /// <summary>Refuses what cannot be.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside the range that its description gives.</exception>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ColdStart, TimeSpan.FromSeconds(1));
        if (!(ColdStartSpread is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(ColdStartSpread), ColdStartSpread, "must be from 0 to 1");
        ArgumentOutOfRangeException.ThrowIfLessThan(ScrapeInterval, TimeSpan.FromSeconds(1));
        ArgumentOutOfRangeException.ThrowIfLessThan(MetricsAge, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(FirstTokenBound, TimeSpan.Zero);
        if (!(AllowedShare > 0 && AllowedShare < 1)) throw new ArgumentOutOfRangeException(nameof(AllowedShare), AllowedShare, "must be above 0 and below 1");
        ArgumentOutOfRangeException.ThrowIfNegative(MinReplicas);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxReplicas, Math.Max(1, MinReplicas));
        ArgumentOutOfRangeException.ThrowIfLessThan(InitialReplicas, MinReplicas);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(InitialReplicas, MaxReplicas);
        if (!(CapacityBias > 0 && double.IsFinite(CapacityBias)))
            throw new ArgumentOutOfRangeException(nameof(CapacityBias), CapacityBias, "must be above 0 and finite");
        Pod.Check();
    }
}
