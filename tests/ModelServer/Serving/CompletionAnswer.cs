namespace ModelMonitor.ModelServer.Serving;

/// <summary>The answer to a request without streaming.</summary>
internal sealed record CompletionAnswer
{
    /// <summary>The kind of object, as the API has it.</summary>
    public string Object { get; set; } = "text_completion";

    /// <summary>What it cost.</summary>
    public required TokenUsage Usage { get; set; }

    /// <summary>Tokens in and out.</summary>
    internal sealed record TokenUsage(int PromptTokens, int CompletionTokens);
}
