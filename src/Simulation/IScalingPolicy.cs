namespace ModelMonitor.Simulation;

/// <summary>A policy that decides replicas, as a simulation asks it.</summary>
/// <remarks>Guarantees: the same calls in the same order give the same answers. Assumptions: one simulation per instance.</remarks>
public interface IScalingPolicy
{
    /// <summary>Its name and the setting of its knob, as tables show them.</summary>
    string Name { get; }

    /// <summary>Time between two decisions, above zero.</summary>
    TimeSpan Period { get; }

    /// <summary>Decides.</summary>
    /// <param name="seen">What the metrics show, as of the last scrape.</param>
    /// <param name="now">The simulation's clock.</param>
    /// <returns>Replicas that there should be; the simulation keeps it within its own bounds of what a cluster has.</returns>
    int Decide(SeenMetrics seen, TimeSpan now);
}
