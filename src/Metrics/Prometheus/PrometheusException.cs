using ModelMonitor.Decisions;

namespace ModelMonitor.Metrics;

/// <summary>A query gave no complete, usable answer.</summary>
/// <remarks>The message is one sentence for a person: at most 1 KiB of the server's words, no control characters, no token.</remarks>
/// <param name="reason">Why, in the words of readings.</param>
/// <param name="message">One sentence.</param>
/// <param name="statusCode">The HTTP status where there was an answer, else null.</param>
/// <param name="inner">What lies beneath, or null.</param>
/// <param name="retryAfter">How long the server wants to be left alone, or null.</param>
public sealed class PrometheusException(
    UnknownReason reason, string message, int? statusCode = null, Exception? inner = null, TimeSpan? retryAfter = null)
    : Exception(message, inner)
{
    /// <summary>Why.</summary>
    public UnknownReason Reason { get; } = reason;

    /// <summary>The HTTP status, or null when no answer came.</summary>
    public int? StatusCode { get; } = statusCode;

    /// <summary>How long the server wants to be left alone (<c>Retry-After</c>), as it says; null when it does not say.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
