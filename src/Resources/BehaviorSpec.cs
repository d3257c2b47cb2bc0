namespace ModelMonitor.Resources;

/// <summary>Limits on the speed of scaling.</summary>
public sealed class BehaviorSpec
{
    /// <summary>Limits on scaling up. Left out: at once, by at most doubling or 4 pods in 15 seconds, whichever is more.</summary>
    public ScalingRules? ScaleUp { get; set; } = BehaviorDefaults.ScaleUp;

    /// <summary>Limits on scaling down. Left out: after 300 seconds, by at most 1 pod or 10 percent in 60 seconds, whichever is more.</summary>
    public ScalingRules? ScaleDown { get; set; } = BehaviorDefaults.ScaleDown;
}
