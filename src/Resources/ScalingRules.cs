using ModelMonitor.Resources.Rules;
using ModelMonitor.Resources.Schema;

namespace ModelMonitor.Resources;

/// <summary>Limits on scaling in one direction.</summary>
public sealed class ScalingRules
{
    /// <summary>Seconds over which the least eager recommendation counts, 0 to 3600. Left out: 0 for up, 300 for down.</summary>
    [Range(0, 3600)]
    public int? StabilizationWindowSeconds { get; set; }

    /// <summary>Which policy counts when there are several: Max, Min or Disabled. Left out: Max.</summary>
    [OneOf("Max", "Min", "Disabled")]
    public string? SelectPolicy { get; set; }

    /// <summary>How much may change in a period. Left out: the defaults of the direction.</summary>
    [Items(8)]
    [Rule(ScalingSpecRules.Policies, ScalingSpecRules.PoliciesMessage)]
    public IList<ScalingPolicy>? Policies { get; set; }
}
