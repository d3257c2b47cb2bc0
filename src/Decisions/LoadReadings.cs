namespace ModelMonitor.Decisions;

/// <summary>How much work the target's ready pods have, summed over them.</summary>
/// <param name="Running">Requests being worked on.</param>
/// <param name="Waiting">Requests waiting in the engines.</param>
/// <param name="Completed">Requests finished per second.</param>
public sealed record LoadReadings(Reading Running, Reading Waiting, Reading Completed)
{
    /// <summary>Mean seconds between two tokens, over all pods; unknown where the engine does not tell.</summary>
    public Reading InterToken { get; init; } = Reading.Unknown(UnknownReason.Unsupported);

    /// <summary>Tokens generated per second; unknown where the engine does not tell.</summary>
    public Reading OutputTokens { get; init; } = Reading.Unknown(UnknownReason.Unsupported);

    /// <summary>Requests that wait at a gateway for a pod, also while there is none; unknown where nobody asks.</summary>
    public Reading Queued { get; init; } = Reading.Unknown(UnknownReason.Unsupported);

    /// <summary>Nothing known, for one reason.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="detail">One sentence, or null.</param>
    public static LoadReadings Unknown(UnknownReason reason, string? detail = null)
    {
        var unknown = Reading.Unknown(reason, detail);
        return new(unknown, unknown, unknown) { InterToken = unknown, OutputTokens = unknown, Queued = unknown };
    }
}
