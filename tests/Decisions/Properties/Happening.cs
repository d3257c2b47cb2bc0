namespace ModelMonitor.Tests.Decisions.Properties;

/// <summary>What may happen between two looks.</summary>
public enum Happening
{
    Nothing,

    /// <summary>Nothing, for so many looks.</summary>
    Quiet,

    /// <summary>Another load: from nothing to far more than there can be pods for.</summary>
    Load,

    /// <summary>Nothing at all is known for a while.</summary>
    Outage,

    /// <summary>One of the signals is not known.</summary>
    Missing,

    /// <summary>Only some of the pods report.</summary>
    Partial,

    /// <summary>The newest sample is old, or of the future.</summary>
    Age,

    /// <summary>One of the signals is a number that nobody expects.</summary>
    Odd,

    /// <summary>A person sets the replicas.</summary>
    SetReplicas,

    /// <summary>Somebody puts the replicas back to what they were before our last change.</summary>
    Revert,

    /// <summary>A rollout begins, or ends.</summary>
    Rollout,

    /// <summary>New pods do not start any more, or do again.</summary>
    Stuck,

    /// <summary>Some pods are not ready any more.</summary>
    LosePods,

    /// <summary>Requests take longer for a reason outside of the pods, or do not any more.</summary>
    Slow,

    /// <summary>The error budget's windows say something else.</summary>
    Budget,

    /// <summary>The clock is set back.</summary>
    ClockBack,

    /// <summary>Nobody looks for a while.</summary>
    Pause,

    /// <summary>The decision cannot be carried out.</summary>
    Refused,

    /// <summary>The operator is restarted.</summary>
    Restart,

    /// <summary>A second look at the same sample.</summary>
    LookAgain,
}
