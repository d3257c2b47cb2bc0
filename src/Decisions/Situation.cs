using System.Collections.Immutable;

namespace ModelMonitor.Decisions;

/// <summary>Everything that the steps after measuring look at.</summary>
/// <param name="Limits">The plan's limits.</param>
/// <param name="Replicas">The target's replicas and pods; <c>Current</c> above 0.</param>
/// <param name="Scaling">The objectives that may ask for replicas, each with its verdict.</param>
/// <param name="LoadUnknown">Why the load is not known now; null when it is.</param>
/// <param name="Measured">What the measuring steps found.</param>
/// <param name="Needs">What each scaling objective needs, of those whose pods' capacity is known.</param>
/// <param name="Settled">Whether the newest capacity is old enough to show in the measurements.</param>
/// <param name="Contention">Who else sets the replicas.</param>
/// <param name="Starting">What is known of pods that are not ready.</param>
/// <param name="Overdue">How many of those are past the deadline.</param>
/// <param name="Now">The present.</param>
internal sealed record Situation(
    ScalingLimits Limits,
    ReplicaCounts Replicas,
    ImmutableArray<Judged> Scaling,
    UnknownReason? LoadUnknown,
    Measured Measured,
    ImmutableArray<Need> Needs,
    bool Settled,
    Contention Contention,
    Starting Starting,
    int Overdue,
    DateTimeOffset Now)
{
    public int Current => Replicas.Current;

    /// <summary>The fewest while there is work; zero is a matter of its own.</summary>
    public int Fewest => Math.Max(1, Limits.MinReplicas);

    public int Pending => Math.Max(0, Replicas.Current - Replicas.Ready);

    public bool LoadKnown => LoadUnknown is null && History.Length > 0;

    public ImmutableArray<LoadSample> History => Measured.History;

    public LoadSample Load => History[^1];

    public Demand Demand => Measured.Demand;

    public CapacityMemory Capacity => Measured.Capacity;

    /// <summary>The largest need of those that pods can help, else of all; null when no pod's capacity is known.</summary>
    public Need? Need => Decisions.Need.Largest(Needs.Where(n => !n.IsIneffective)) ?? Decisions.Need.Largest(Needs);

    /// <summary>The objective that is in most trouble and says so in this interval; null when none is.</summary>
    public Judged? Stressed => Judged.Worst(Scaling);

    /// <summary>What keeps the whole picture from being known, and where; null when everything is known.</summary>
    public (string Where, UnknownReason Why)? Unknown
    {
        get
        {
            if (LoadUnknown is { } why) return (Decision.LoadTrigger, why);
            foreach (var one in Scaling)
                if (one.Verdict.UnknownReason is { } reason) return (one.Objective.Name, reason);
            return null;
        }
    }

    /// <summary>Whether everything is known, of enough pods to remove some.</summary>
    public bool IsKnown => Unknown is null && Coverage >= Constants.ShrinkCoverage;

    /// <summary>The least share of the ready pods that any measurement speaks for.</summary>
    public double Coverage => Scaling.Select(s => s.Verdict.Reading.Coverage).Append(LoadKnown ? Load.Coverage : 0).Min();
}
