namespace ModelMonitor.Decisions;

/// <summary>
/// What one pod under continuous batching carries. Its mean inter-token time is a line in the number of running requests,
/// <c>a + b·k</c> (reading prompts takes time from all of them, which only makes <c>b</c> larger), so that <c>k</c> requests of
/// <c>o</c> tokens leave at <c>mu(k) = k / (o·(a + b·k))</c>, which rises with the batch to <c>1 / (o·b)</c>.
/// </summary>
/// <param name="Base">Inter-token time without load, in seconds, above 0.</param>
/// <param name="Slope">What each running request adds to it, in seconds, above 0.</param>
/// <param name="Tokens">Mean tokens per answer, 1 or more.</param>
/// <param name="Batch">Most requests that run at once; null while that is not known.</param>
internal readonly record struct PodModel(double Base, double Slope, double Tokens, double? Batch)
{
    /// <summary>Requests per second that leave while <paramref name="running"/> run.</summary>
    public double Rate(double running) => running / (Tokens * (Base + (Slope * running)));

    /// <summary>
    /// Requests per second to plan a pod for: what a full batch gives times <see cref="Constants.Utilisation"/>, and no more than the batch
    /// at which the objective's own bound is reached. Null when the model says nothing about the indicator.
    /// </summary>
    public double? Feasible(Objective objective)
    {
        var full = Batch is { } batch ? Rate(batch) : 1 / (Tokens * Slope);
        var bound = objective.Indicator switch
        {
            Indicator.TimeToFirstToken or Indicator.QueueWait => double.PositiveInfinity,
            Indicator.InterTokenLatency or Indicator.TimePerOutputToken => Constants.BoundShare * objective.Bound,
            Indicator.RequestLatency => Constants.BoundShare * objective.Bound / Tokens,
            _ => double.NaN,
        };
        if (double.IsNaN(bound)) return null;
        var planned = Constants.Utilisation * full;
        return double.IsInfinity(bound) ? planned : Math.Min(planned, Rate(Math.Max(1, (bound - Base) / Slope)));
    }
}
