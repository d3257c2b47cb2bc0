namespace ModelMonitor.ModelServer;

/// <summary>The part of the completions API that the stand-in understands; <c>prompt_tokens</c> is its own.</summary>
public sealed record CompletionRequest
{
    /// <summary>Length of the prompt; when left out, a quarter of the prompt's characters.</summary>
    public int? PromptTokens { get; set; }

    /// <summary>A text to take the length from.</summary>
    public string? Prompt { get; set; }

    /// <summary>Length of the answer; it is always used up. 1 or more.</summary>
    public int MaxTokens { get; set; } = 16;

    /// <summary>Answer with server-sent events: one at the first token and one at the end.</summary>
    public bool Stream { get; set; }
}
