namespace ModelMonitor.Decisions;

/// <summary>What was learned of one pod's capacity. A default value has learned nothing.</summary>
/// <param name="Limit">Requests worked on at once at which an objective was broken or endangered; null while that never happened.</param>
/// <param name="Proven">The highest such level held for a whole window with every scaling objective well within its bound; null if none.</param>
/// <param name="Fit">Inter-token time over running requests.</param>
/// <param name="Tokens">Mean tokens per answer; 0 while not known.</param>
/// <param name="Batch">Running requests of a pod that was full; null while none was seen full.</param>
internal readonly record struct CapacityMemory(double? Limit, double? Proven, FitMemory Fit, double Tokens, double? Batch)
{
    /// <summary>The model of a pod; null until it is calibrated.</summary>
    public PodModel? Model => Tokens >= 1 && Fit.TryFit(out var intercept, out var slope) ? new(intercept, slope, Tokens, Batch) : null;
}
