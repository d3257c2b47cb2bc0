using ModelMonitor.Tests.Faults.Rig;

namespace ModelMonitor.Tests.Faults.Sweep;

/// <summary>One way to crash: at which write, and on which side of it.</summary>
/// <param name="Kind">Kind of the write.</param>
/// <param name="Number">Which one of its kind, from 1. Counted per kind, because Events are written beside the rest and in no fixed order with it.</param>
/// <param name="AfterCommit">The server has carried it out and the operator does not know; else the server never got it.</param>
public sealed record CrashPlan(WriteKind Kind, int Number, bool AfterCommit)
{
    /// <summary>All plans for a run with these writes.</summary>
    /// <param name="writes">How many of each kind a run has.</param>
    public static IReadOnlyList<CrashPlan> All(IReadOnlyDictionary<WriteKind, int> writes) =>
    [
        .. from kind in writes.Keys.Order()
           from number in Enumerable.Range(1, writes[kind])
           from after in new[] { false, true }
           select new CrashPlan(kind, number, after),
    ];

    /// <summary>A fixed choice of plans, spread evenly over all.</summary>
    /// <param name="plans">All plans.</param>
    /// <param name="most">Most plans to choose.</param>
    public static IReadOnlyList<CrashPlan> Sample(IReadOnlyList<CrashPlan> plans, int most) =>
        plans.Count <= most ? plans : [.. Enumerable.Range(0, most).Select(i => plans[i * plans.Count / most])];

    /// <summary>For tables.</summary>
    public override string ToString() => $"{Kind} {Number} {(AfterCommit ? "after commit" : "before")}";
}
