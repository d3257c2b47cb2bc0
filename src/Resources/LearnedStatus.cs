using ModelMonitor.Resources.Schema;

namespace ModelMonitor.Resources;

/// <summary>What was learned of a target, as numbers in text.</summary>
public sealed record LearnedStatus
{
    /// <summary>Capacity planned per unit of load, for example 1.25; the error budget moves it.</summary>
    [Text(StatusLimits.Value)]
    public string? Headroom { get; set; }

    /// <summary>Requests per second that one pod carries within the objectives, for example 3.4.</summary>
    [Text(StatusLimits.Value)]
    public string? PodCapacity { get; set; }

    /// <summary>Time that most pods need from being scheduled to being ready, for example 95s.</summary>
    [Text(StatusLimits.Value)]
    public string? ColdStart { get; set; }
}
