using ModelMonitor.Kubernetes;

namespace ModelMonitor.Resources;

/// <summary>One service level objective: an indicator and its bound.</summary>
public sealed class ObjectiveSpec
{
    /// <summary>Name, unique in the monitor. Left out: the indicator's name.</summary>
    public string? Name { get; set; }

    /// <summary>What is measured, for example time-to-first-token.</summary>
    public string Indicator { get; set; } = "";

    /// <summary>Which share of requests has to be within the bound, for latency indicators. Left out: p95.</summary>
    public string? Quantile { get; set; }

    /// <summary>Good is below this: a duration (750ms), a percentage (1%) or a number in the indicator's unit.</summary>
    public IntOrString? Below { get; set; }

    /// <summary>Good is above this: a duration, a percentage or a number in the indicator's unit.</summary>
    public IntOrString? Above { get; set; }
}
