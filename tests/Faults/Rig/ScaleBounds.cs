namespace ModelMonitor.Tests.Faults.Rig;

/// <summary>What a scenario's spec allows, for oracle O1.</summary>
/// <param name="Target">Name of the workload and of its monitor.</param>
/// <param name="Min">Fewest replicas.</param>
/// <param name="Max">Most replicas.</param>
/// <param name="MaxStep">Most replicas that one write may add or remove.</param>
public sealed record ScaleBounds(string Target, int Min, int Max, int MaxStep);
