namespace ModelMonitor.Simulation;

/// <summary>A request that arrives at a simulated service.</summary>
/// <param name="At">When, from the start of the simulation; 0 or more.</param>
/// <param name="Size">How large it is.</param>
public readonly record struct RequestArrival(TimeSpan At, RequestSize Size);
