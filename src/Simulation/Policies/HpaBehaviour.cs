namespace ModelMonitor.Simulation;

/// <summary>
/// What a HorizontalPodAutoscaler does with a recommendation before it scales, with the default <c>behavior</c> of autoscaling/v2:
/// growth at once, by at most the larger of 100 % and 4 pods in 15 s; shrinking to the highest recommendation of the last 300 s,
/// of which up to 100 % in 15 s, that is without a limit.
/// </summary>
/// <remarks>
/// Source: Kubernetes documentation, "Horizontal Pod Autoscaling", sections on stabilization and scaling policies (1.33).
/// Simplified: decisions come once in each 15 s, so every decision has the whole allowance of the rate policies.
/// </remarks>
internal sealed class HpaBehaviour
{
    /// <summary>The controller's default sync period.</summary>
    public static readonly TimeSpan SyncPeriod = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan DownStabilization = TimeSpan.FromSeconds(300);
    private readonly Queue<(TimeSpan At, int Replicas)> _recommendations = new();
    private bool _started;

    /// <summary>The replicas to set.</summary>
    /// <param name="current">Replicas set now.</param>
    /// <param name="recommended">What the metric asks for.</param>
    /// <param name="now">The clock.</param>
    public int Apply(int current, int recommended, TimeSpan now)
    {
        if (!_started) _recommendations.Enqueue((now, current)); // a new controller shrinks only after a full window
        _started = true;
        _recommendations.Enqueue((now, recommended));
        while (_recommendations.Peek().At < now - DownStabilization) _recommendations.Dequeue();

        if (recommended > current) return Math.Min(recommended, Math.Max(2 * current, current + 4));
        var highest = _recommendations.Max(r => r.Replicas);
        return Math.Max(1, Math.Min(current, highest));
    }
}
