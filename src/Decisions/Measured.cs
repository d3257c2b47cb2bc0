using System.Collections.Immutable;

namespace ModelMonitor.Decisions;

/// <summary>What the measuring steps found, for those that learn from it.</summary>
/// <param name="History">Recent load, oldest first; empty when none is known.</param>
/// <param name="IsNewLoad">Whether its last sample was not looked at before.</param>
/// <param name="Demand">Arrivals.</param>
/// <param name="DemandMemory">What is remembered of them.</param>
/// <param name="Capacity">What one pod can carry.</param>
/// <param name="Lead">Time until pods that are ordered now carry load.</param>
/// <param name="IsFrozen">Whether misses say nothing about the headroom: pods are being replaced, or measurements have just come back.</param>
internal sealed record Measured(
    ImmutableArray<LoadSample> History,
    bool IsNewLoad,
    Demand Demand,
    DemandMemory DemandMemory,
    CapacityMemory Capacity,
    TimeSpan Lead,
    bool IsFrozen);
