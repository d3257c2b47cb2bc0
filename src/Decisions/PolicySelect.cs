namespace ModelMonitor.Decisions;

/// <summary>Which of several rate policies counts.</summary>
public enum PolicySelect
{
    /// <summary>The one that allows the largest change.</summary>
    Max,

    /// <summary>The one that allows the smallest change.</summary>
    Min,

    /// <summary>No change in this direction at all.</summary>
    Disabled,
}
