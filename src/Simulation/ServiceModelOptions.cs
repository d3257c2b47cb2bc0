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

    /// <summary>
    /// What every thousand tokens in the cache add to a decode step, which reads all of them: long prompts and answers then slow
    /// their neighbours down. 0 or more; default 0.
    /// </summary>
    public TimeSpan StepPerThousandCachedTokens { get; init; }

    /// <summary>
    /// Spread of the time of a step or a prefill: the standard deviation of the logarithm of a factor whose mean is 1. 0 to 2;
    /// default 0, no noise.
    /// </summary>
    public double Noise { get; init; }

    /// <summary>Where the noise starts; servers that differ in it do not hiccup together.</summary>
    public int NoiseSeed { get; init; }

    /// <summary>Prompt tokens read a second, while no sequence decodes. Above 0; default 8000.</summary>
    public double PrefillTokensPerSecond { get; init; } = 8000;

    /// <summary>Sequences that may be prefilled or decoded at the same time. 1 or more; default 64.</summary>
    public int MaxSequences { get; init; } = 64;

    /// <summary>Tokens of prompts and answers that the key-value cache holds, or null for no limit. 1 or more.</summary>
    public int? CacheTokens { get; init; }

    /// <summary>Whether every step of the same batch takes the same time.</summary>
    internal bool HasEqualSteps => StepPerThousandCachedTokens == TimeSpan.Zero && Noise == 0;

    /// <summary>
    /// The inter-token time at a batch, without noise: <see cref="StepBase"/> + batch * <see cref="StepPerSequence"/>, and
    /// <see cref="StepPerThousandCachedTokens"/> for what the cache holds.
    /// </summary>
    /// <param name="batch">Sequences in the step, 0 or more.</param>
    /// <param name="cachedTokens">Tokens of prompts and answers in the cache, 0 or more.</param>
    public TimeSpan StepTime(int batch, long cachedTokens = 0) =>
        StepBase + (batch * StepPerSequence) + (cachedTokens / 1000.0 * StepPerThousandCachedTokens);

    /// <summary>The same server when everything in it takes longer, such as on throttled or shared hardware.</summary>
    /// <param name="times">How many times longer, above 0.</param>
    public ServiceModelOptions Slower(double times) => this with
    {
        StepBase = StepBase * times,
        StepPerSequence = StepPerSequence * times,
        StepPerThousandCachedTokens = StepPerThousandCachedTokens * times,
        PrefillTokensPerSecond = PrefillTokensPerSecond / times,
    };

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
        // Over the life of a sequence half of its answer is in the cache.
        var cached = MaxSequences * (promptTokens + (outputTokens / 2));
        var decode = (outputTokens - 1) * StepTime(MaxSequences, (long)cached).TotalSeconds / MaxSequences;
        return 1 / (prefill + decode);
    }

    /// <summary>Refuses numbers that no server could have.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside the range that its description gives.</exception>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(StepBase, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(StepPerSequence, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(StepPerThousandCachedTokens, TimeSpan.Zero);
        if (!(Noise is >= 0 and <= 2)) throw new ArgumentOutOfRangeException(nameof(Noise), Noise, "must be from 0 to 2");
        // A step that takes no time would never let the clock reach the next arrival.
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(StepBase + StepPerSequence, TimeSpan.Zero);
        if (!(PrefillTokensPerSecond > 0 && double.IsFinite(PrefillTokensPerSecond)))
            throw new ArgumentOutOfRangeException(nameof(PrefillTokensPerSecond), PrefillTokensPerSecond, "must be above 0 and finite");
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxSequences, 1);
        if (CacheTokens is { } cache) ArgumentOutOfRangeException.ThrowIfLessThan(cache, 1);
    }
}
