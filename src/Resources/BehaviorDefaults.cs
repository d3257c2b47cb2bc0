namespace ModelMonitor.Resources;

/// <summary>
/// The limits on the speed of scaling that hold where a monitor gives none. The schema's defaults and the operator's are both taken
/// from here. Up is HorizontalPodAutoscaler's own; down is gentler than its 100 percent in 15 seconds, because a model server takes
/// minutes to come back.
/// </summary>
public static class BehaviorDefaults
{
    /// <summary>Up: at once, by at most doubling or 4 pods in 15 seconds, whichever is more. A new instance each time.</summary>
    public static ScalingRules ScaleUp => new()
    {
        StabilizationWindowSeconds = 0,
        SelectPolicy = "Max",
        Policies =
        [
            new() { Type = "Percent", Value = 100, PeriodSeconds = 15 },
            new() { Type = "Pods", Value = 4, PeriodSeconds = 15 },
        ],
    };

    /// <summary>Down: after 300 seconds, by at most 1 pod or 10 percent in 60 seconds, whichever is more. A new instance each time.</summary>
    public static ScalingRules ScaleDown => new()
    {
        StabilizationWindowSeconds = 300,
        SelectPolicy = "Max",
        Policies =
        [
            new() { Type = "Pods", Value = 1, PeriodSeconds = 60 },
            new() { Type = "Percent", Value = 10, PeriodSeconds = 60 },
        ],
    };

    /// <summary>Fills in what a monitor leaves out, field by field, as HorizontalPodAutoscaler does.</summary>
    /// <param name="given">The monitor's limits, or null.</param>
    /// <returns>Limits in which nothing is null; <paramref name="given"/> is left as it is.</returns>
    public static BehaviorSpec Resolve(BehaviorSpec? given) => new()
    {
        ScaleUp = Merge(given?.ScaleUp, ScaleUp),
        ScaleDown = Merge(given?.ScaleDown, ScaleDown),
    };

    private static ScalingRules Merge(ScalingRules? given, ScalingRules defaults) => new()
    {
        StabilizationWindowSeconds = given?.StabilizationWindowSeconds ?? defaults.StabilizationWindowSeconds,
        SelectPolicy = given?.SelectPolicy ?? defaults.SelectPolicy,
        Policies = given?.Policies ?? defaults.Policies,
    };
}
