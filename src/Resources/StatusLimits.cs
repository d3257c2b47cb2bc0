namespace ModelMonitor.Resources;

/// <summary>
/// How much a status may hold. The API server refuses a status that holds more, so whoever writes one cuts to these.
/// </summary>
public static class StatusLimits
{
    /// <summary>Decisions kept.</summary>
    public const int Decisions = 10;

    /// <summary>Inputs of one decision.</summary>
    public const int Inputs = 6;

    /// <summary>Steps of one decision.</summary>
    public const int Steps = 10;

    /// <summary>Characters of what would have been without a decision.</summary>
    public const int Otherwise = 80;

    /// <summary>Bytes of one decision as JSON: ten of them are most of a status, and every watcher gets them all.</summary>
    public const int DecisionBytes = 700;

    /// <summary>Characters of a decision's message.</summary>
    public const int DecisionMessage = 512;

    /// <summary>Characters of a name, reason, state or other single word.</summary>
    public const int Word = 64;

    /// <summary>Characters of a measured value or a bound.</summary>
    public const int Value = 32;

    /// <summary>Highest leader term: half of what a Lease can count, so that a made-up number never ends the counting.</summary>
    public const int LeaderTerm = 1 << 30;

    /// <summary>Conditions.</summary>
    public const int Conditions = 16;
}
