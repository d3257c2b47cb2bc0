using System.Net;

namespace ModelMonitor.Kubernetes;

/// <summary>Which refused requests are sent again, and when.</summary>
/// <remarks>
/// A write is repeated only after 429 that is throttling: there the server has not begun it. After any other failure it may have been carried out, and
/// only the caller, who can read and decide anew, may write again.
/// </remarks>
internal static class RetryRules
{
    /// <summary>Most tries of one request, the first included.</summary>
    public const int MaxTries = 4;

    /// <summary>
    /// Longest wait that a server is granted, 5 min: whoever asks for more (or a proxy that counts in other units) is asked again, and may say
    /// so again.
    /// </summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan FirstBackoff = TimeSpan.FromSeconds(0.25);

    /// <summary>How long to wait before the next try, or null when there shall be none.</summary>
    /// <param name="request">The request.</param>
    /// <param name="failure">How it failed.</param>
    /// <param name="tries">How often it was sent, ≥ 1.</param>
    /// <param name="jitter">A random number from 0 to 1.</param>
    public static TimeSpan? WaitAfter(ApiRequest request, KubernetesException failure, int tries, double jitter)
    {
        var retryable = (failure.StatusCode == HttpStatusCode.TooManyRequests && !failure.IsDisruptionBudget)
            || (request.IsRead && failure.StatusCode == HttpStatusCode.ServiceUnavailable);
        if (!retryable || tries >= MaxTries) return null;
        var backoff = FirstBackoff * (1 << (tries - 1)) * jitter;
        return (failure.RetryAfter ?? FirstBackoff) + backoff;
    }

    /// <summary>What a server asked for, as far as it is obeyed: 0 to <see cref="LongestWait"/>; null stays null.</summary>
    /// <param name="asked">The wait that it asked for.</param>
    public static TimeSpan? Granted(TimeSpan? asked) =>
        asked is { } wait ? TimeSpan.FromTicks(Math.Clamp(wait.Ticks, 0, LongestWait.Ticks)) : null;
}
