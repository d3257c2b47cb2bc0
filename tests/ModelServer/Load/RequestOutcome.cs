namespace ModelMonitor.ModelServer.Load;

/// <summary>What became of one request. Times count from the scheduled arrival.</summary>
/// <param name="Arrival">When it was to be sent, since the start.</param>
/// <param name="Lag">How much later it was sent, 0 or more; a request that was never sent has none.</param>
/// <param name="FirstToken">When its first token came, or the client gave up waiting for it; null when it failed earlier.</param>
/// <param name="Error">What went wrong; null when the answer came in full.</param>
public readonly record struct RequestOutcome(TimeSpan Arrival, TimeSpan Lag, TimeSpan? FirstToken, string? Error)
{
    /// <summary>Whether it was answered in full and its first token came in time.</summary>
    public bool IsGood(TimeSpan bound) => Error is null && FirstToken <= bound;
}
