namespace ModelMonitor.Decisions;

/// <summary>What a monitor wants, as the pipeline needs it: valid, in base units, defaults applied.</summary>
/// <param name="Objectives">The objectives, at least one, names unique.</param>
/// <param name="Scaling">Limits of scaling, or null when the monitor never scales.</param>
public sealed record Plan(IReadOnlyList<Objective> Objectives, ScalingLimits? Scaling)
{
    /// <summary>Whether decisions are only told and never carried out, so that replicas that stay as they are contradict nobody.</summary>
    public bool IsAdvisory { get; init; }
}
