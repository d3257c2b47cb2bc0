namespace ModelMonitor.Simulation;

/// <summary>One request on its way through a <see cref="ServiceModel"/>. All times are in the model's clock.</summary>
public sealed class ServiceRequest
{
    internal ServiceRequest(int promptTokens, int outputTokens, TimeSpan arrivedAt)
    {
        PromptTokens = promptTokens;
        OutputTokens = outputTokens;
        ArrivedAt = arrivedAt;
    }

    /// <summary>Tokens to read before the first one is written.</summary>
    public int PromptTokens { get; }

    /// <summary>Tokens to write, the first one included.</summary>
    public int OutputTokens { get; }

    /// <summary>When it entered the queue, or the one of a gateway in front of the server.</summary>
    public TimeSpan ArrivedAt { get; }

    /// <summary>When its prefill began, or null while it waits.</summary>
    public TimeSpan? ScheduledAt { get; internal set; }

    /// <summary>When its first token was written, or null before.</summary>
    public TimeSpan? FirstTokenAt { get; internal set; }

    /// <summary>When its last token was written, or null before (and for good when it was aborted).</summary>
    public TimeSpan? FinishedAt { get; internal set; }

    /// <summary>Its client went away: it writes no more tokens and never finishes.</summary>
    public bool Aborted { get; internal set; }

    /// <summary>The decode step, counted from the model's start, that writes its last token.</summary>
    internal long LastStep { get; set; }
}
