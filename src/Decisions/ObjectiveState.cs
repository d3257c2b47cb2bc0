namespace ModelMonitor.Decisions;

/// <summary>How an objective stands.</summary>
public enum ObjectiveState
{
    /// <summary>Not judged; the verdict says why.</summary>
    Unknown,

    /// <summary>Within its bound.</summary>
    Met,

    /// <summary>Near its bound, or not long enough back from it.</summary>
    AtRisk,

    /// <summary>Over its bound, or not long enough back within it.</summary>
    Breached,
}
