using ModelMonitor.Resources.Schema;

namespace ModelMonitor.Resources;

/// <summary>The objective that is worst off.</summary>
public sealed class WorstObjective
{
    /// <summary>The objective's name.</summary>
    [Text(StatusLimits.Word)]
    public string Objective { get; set; } = "";

    /// <summary>Met, AtRisk, Breached or Unknown.</summary>
    [Text(StatusLimits.Word)]
    public string State { get; set; } = "";

    /// <summary>The measured value in its unit, for example 912ms; left out when unknown.</summary>
    [Text(StatusLimits.Value)]
    public string? Value { get; set; }

    /// <summary>The bound as the spec gives it.</summary>
    [Text(StatusLimits.Value)]
    public string Bound { get; set; } = "";
}
