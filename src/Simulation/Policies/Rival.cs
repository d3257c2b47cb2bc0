namespace ModelMonitor.Simulation;

/// <summary>A policy at one setting of its knob, as a replay sweeps it.</summary>
/// <param name="Family">The policy without its setting: settings of one family are compared with each other.</param>
/// <param name="Setting">The knob's value, in the family's unit.</param>
/// <param name="Create">Makes an instance for one simulation; instances carry state.</param>
public sealed record Rival(string Family, double Setting, Func<IScalingPolicy> Create);
