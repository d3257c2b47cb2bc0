namespace ModelMonitor.Simulation;

/// <summary>How a HorizontalPodAutoscaler turns a metric into replicas, without its behaviour over time.</summary>
/// <remarks>Source: Kubernetes documentation, "Horizontal Pod Autoscaling", section on algorithm details (1.33).</remarks>
internal static class HpaRatio
{
    private const double Tolerance = 0.1;
    // Kubernetes counts in thousandths; without this slack, (0.1 + 0.2) / 0.1 would ask for 4.
    private const double Rounding = 1e-9;

    /// <summary>
    /// A <c>Pods</c> metric. Pods without a value (starting, or ready and not covered by the scrape) count as idle when the
    /// others ask for growth and as being on target when they ask to shrink; if that turns the direction, nothing changes.
    /// </summary>
    /// <param name="total">Sum over the pods with a value.</param>
    /// <param name="target">Value per pod to aim for, above zero.</param>
    /// <param name="seen">Counts of pods.</param>
    /// <returns>Replicas, or null when no pod has a value, which the controller takes for an error.</returns>
    public static int? PerPod(double total, double target, SeenMetrics seen)
    {
        var reporting = seen.Ready * seen.Coverage;
        if (reporting <= 0) return null;
        var ratio = total / (reporting * target);
        var missing = seen.Ready - reporting + seen.StartingSince.Count;
        var assumed = ratio < 1 ? target : 0;
        var counted = reporting + missing;
        var adjusted = (total + (assumed * missing)) / (counted * target);
        if (IsOnTarget(adjusted) || (ratio < 1) != (adjusted < 1)) return seen.Current;

        var replicas = Ceiling(adjusted * counted);
        return (adjusted < 1) == (replicas < seen.Current) ? replicas : seen.Current;
    }

    /// <summary>An <c>External</c> or <c>Object</c> metric with a target of type <c>AverageValue</c>: the sum, shared by all replicas.</summary>
    /// <param name="total">The metric.</param>
    /// <param name="target">Value per replica to aim for, above zero.</param>
    /// <param name="current">Replicas set now.</param>
    public static int AverageValue(double total, double target, int current) =>
        IsOnTarget(total / (target * Math.Max(1, current))) ? current : Ceiling(total / target);

    /// <summary>Rounds up, forgiving the last digits of a division.</summary>
    public static int Ceiling(double value) => (int)Math.Ceiling(value - Rounding);

    private static bool IsOnTarget(double ratio) => Math.Abs(1 - ratio) <= Tolerance + Rounding;
}
