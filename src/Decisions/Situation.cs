using System.Collections.Immutable;

namespace ModelMonitor.Decisions;

/// <summary>Everything that the steps after measuring look at.</summary>
/// <param name="Limits">The plan's limits.</param>
/// <param name="Replicas">The target's replicas; <c>Current</c> above 0.</param>
/// <param name="Scaling">The objectives that may ask for replicas, each with its verdict.</param>
/// <param name="History">Recent load, oldest first; empty when none is known.</param>
/// <param name="LoadUnknown">Why the load is not known now; null when it is.</param>
/// <param name="Capacity">What one pod can carry.</param>
/// <param name="Settled">Whether the newest capacity is old enough to show in the measurements.</param>
internal sealed record Situation(
    ScalingLimits Limits,
    ReplicaCounts Replicas,
    ImmutableArray<Judged> Scaling,
    ImmutableArray<LoadSample> History,
    UnknownReason? LoadUnknown,
    CapacityMemory Capacity,
    bool Settled)
{
    public int Current => Replicas.Current;

    public int Pending => Math.Max(0, Replicas.Current - Replicas.Ready);

    public bool LoadKnown => LoadUnknown is null && History.Length > 0;

    public LoadSample Load => History[^1];

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

    /// <summary>The least share of the ready pods that any measurement speaks for.</summary>
    public double Coverage => Scaling.Select(s => s.Verdict.Reading.Coverage).Append(LoadKnown ? Load.Coverage : 0).Min();
}
