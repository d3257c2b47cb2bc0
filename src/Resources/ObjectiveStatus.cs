namespace ModelMonitor.Resources;

/// <summary>One objective's state.</summary>
public sealed class ObjectiveStatus
{
    /// <summary>The objective's name.</summary>
    public string Name { get; set; } = "";

    /// <summary>Met, AtRisk, Breached or Unknown.</summary>
    public string State { get; set; } = "";

    /// <summary>Why the state is Unknown; left out otherwise.</summary>
    public string? Reason { get; set; }

    /// <summary>The measured value in its unit, for example 912ms; left out when unknown.</summary>
    public string? Value { get; set; }

    /// <summary>The bound as the spec gives it.</summary>
    public string Bound { get; set; } = "";

    /// <summary>When the value was sampled.</summary>
    public DateTimeOffset? SampleTime { get; set; }
}
