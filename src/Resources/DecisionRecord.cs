using ModelMonitor.Resources.Schema;

namespace ModelMonitor.Resources;

/// <summary>One decision, as a person and a machine read it.</summary>
public sealed record DecisionRecord
{
    /// <summary>Identifies the decision; the Event and the log line carry it too.</summary>
    [Text(StatusLimits.Word)]
    public string Id { get; set; } = "";

    /// <summary>When it was made.</summary>
    public DateTimeOffset Time { get; set; }

    /// <summary>What asked for it: an objective's name, or minReplicas, maxReplicas, load.</summary>
    [Text(StatusLimits.Word)]
    public string Trigger { get; set; } = "";

    /// <summary>Replicas before.</summary>
    public int From { get; set; }

    /// <summary>Replicas wanted.</summary>
    public int To { get; set; }

    /// <summary>The guard that trimmed it; left out when none did.</summary>
    [Text(StatusLimits.Word)]
    public string? LimitedBy { get; set; }

    /// <summary>CamelCase reason from a closed set.</summary>
    [Text(StatusLimits.Word)]
    public string Reason { get; set; } = "";

    /// <summary>One sentence.</summary>
    [Text(StatusLimits.DecisionMessage)]
    public string Message { get; set; } = "";

    /// <summary>What would have been without the limit that bound, or without the change; left out when there is nothing to say.</summary>
    [Text(StatusLimits.Otherwise)]
    public string? Otherwise { get; set; }

    /// <summary>What happened to it: Pending, Applied, Failed, or Recommended.</summary>
    [Text(StatusLimits.Word)]
    public string Outcome { get; set; } = "";

    /// <summary>Uid of the target that was decided on: a target re-created under the same name is not touched by it.</summary>
    [Text(StatusLimits.Word)]
    public string? TargetUid { get; set; }

    /// <summary>The measured inputs by name, at most 6.</summary>
    [Items(StatusLimits.Inputs)]
    [Text(StatusLimits.Word)]
    public IDictionary<string, string>? Inputs { get; set; }

    /// <summary>What the steps of the decision came to, by name, at most 10 numbers.</summary>
    [Items(StatusLimits.Steps)]
    [Text(StatusLimits.Value)]
    public IDictionary<string, string>? Steps { get; set; }
}
