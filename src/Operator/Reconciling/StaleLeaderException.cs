namespace ModelMonitor.Operator.Reconciling;

/// <summary>The status was written by a leader of a later term, so this process must not write it.</summary>
/// <param name="stored">The term that stands in the status.</param>
/// <param name="own">The term of this process.</param>
public sealed class StaleLeaderException(long stored, long own)
    : Exception($"status.leaderTerm is {stored}, above this leader's {own}: it is left alone until the lease says who leads");
