using ModelMonitor.Resources.Schema;

namespace ModelMonitor.Resources;

/// <summary>How much may change in a period.</summary>
public sealed class ScalingPolicy
{
    /// <summary>Pods or Percent.</summary>
    [Required]
    [OneOf("Pods", "Percent")]
    public string Type { get; set; } = "Pods";

    /// <summary>How many pods, or how many percent of the replicas at the period's start. Above 0.</summary>
    [Required]
    [Range(1)]
    public int Value { get; set; }

    /// <summary>Length of the period in seconds, 1 to 1800.</summary>
    [Required]
    [Range(1, 1800)]
    public int PeriodSeconds { get; set; }
}
