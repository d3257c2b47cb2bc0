namespace ModelMonitor.Simulation;

/// <summary>
/// The speed and the limits of one model server under continuous batching. The defaults stand for a server of 64 sequences whose
/// step time was fitted as a line in the batch; the small servers that tests and the demo start bring their own numbers.
/// </summary>
public sealed record ServiceModelOptions
{
    /// <summary>The part of a decode step that does not depend on the batch: reading the weights once. 0 or more; default 12 ms.</summary>
    public TimeSpan StepBase { get; init; } = TimeSpan.FromMilliseconds(12);

    /// <summary>What each sequence of the batch adds to a decode step. 0 or more; default 0.3 ms.</summary>
    public TimeSpan StepPerSequence { get; init; } = TimeSpan.FromMilliseconds(0.3);

    /// <summary>Prompt tokens read a second, while no sequence decodes. Above 0; default 8000.</summary>
    public double PrefillTokensPerSecond { get; init; } = 8000;

    /// <summary>Sequences that may be prefilled or decoded at the same time. 1 or more; default 64.</summary>
    public int MaxSequences { get; init; } = 64;

    /// <summary>Tokens of prompts and answers that the key-value cache holds, or null for no limit. 1 or more.</summary>
    public int? CacheTokens { get; init; }

    /// <summary>The inter-token time at a batch: <see cref="StepBase"/> + batch * <see cref="StepPerSequence"/>.</summary>
    /// <param name="batch">Sequences in the step, 0 or more.</param>
    public TimeSpan StepTime(int batch) => StepBase + (batch * StepPerSequence);

    /// <summary>How long a prompt keeps the server, rounded to the clock's 100 ns.</summary>
    /// <param name="promptTokens">Length of the prompt, 0 or more.</param>
    public TimeSpan PrefillTime(int promptTokens) => TimeSpan.FromSeconds(promptTokens / PrefillTokensPerSecond);

    /// <summary>
    /// Requests a second that the server finishes when every sequence is always taken; a higher arrival rate grows the queue
    /// without end. One request holds the server alone for its prefill and takes 1/<see cref="MaxSequences"/> of each of its
    /// decode steps; its first token comes from the prefill.
    /// </summary>
    /// <param name="promptTokens">Mean prompt length, 0 or more.</param>
    /// <param name="outputTokens">Mean answer length, 1 or more.</param>
    public double SaturationRate(double promptTokens, double outputTokens)
    {
        var prefill = promptTokens / PrefillTokensPerSecond;
        var decode = (outputTokens - 1) * StepTime(MaxSequences).TotalSeconds / MaxSequences;
        return 1 / (prefill + decode);
    }

    /// <summary>Refuses numbers that no server could have.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside the range that its description gives.</exception>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(StepBase, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(StepPerSequence, TimeSpan.Zero);
        // A step that takes no time would never let the clock reach the next arrival.
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(StepBase + StepPerSequence, TimeSpan.Zero);
        if (!(PrefillTokensPerSecond > 0 && double.IsFinite(PrefillTokensPerSecond)))
            throw new ArgumentOutOfRangeException(nameof(PrefillTokensPerSecond), PrefillTokensPerSecond, "must be above 0 and finite");
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxSequences, 1);
        if (CacheTokens is { } cache) ArgumentOutOfRangeException.ThrowIfLessThan(cache, 1);
    }
}
