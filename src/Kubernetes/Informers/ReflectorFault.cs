namespace ModelMonitor.Kubernetes;

/// <summary>A failed list or watch, however it was told: as an HTTP answer, in-band, or by a lost connection.</summary>
/// <param name="Code">HTTP status code; null when the server gave none.</param>
/// <param name="Cause">A short word for metrics and for telling faults apart.</param>
/// <param name="Message">One line for a person.</param>
/// <param name="RetryAfter">How long the server asks to wait; null when it does not.</param>
/// <param name="MustRelist">Whatever the code: the resourceVersion in hand leads nowhere.</param>
internal sealed record ReflectorFault(int? Code, string Cause, string Message, TimeSpan? RetryAfter = null, bool MustRelist = false)
{
    /// <summary>The server's Status, sent instead of an event.</summary>
    public static ReflectorFault Of(Status status, string resource) => Of(
        resource,
        status.Code,
        status,
        $"watch ended by the server: {status.Code} {status.Reason}: {status.Message}",
        RetryRules.Granted(status.Details?.RetryAfterSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null));

    /// <summary>An exception from the list or the watch.</summary>
    public static ReflectorFault Of(Exception exception, string resource) => exception is KubernetesException e
        ? Of(resource, (int?)e.StatusCode, e.Status, e.Message, e.RetryAfter)
        : new(null, "Disconnected", $"{exception.GetType().Name}: {exception.Message}");

    private static ReflectorFault Of(string resource, int? code, Status? status, string message, TimeSpan? retryAfter) => new(
        code,
        code switch
        {
            null => "Unreachable",
            401 => "Unauthorized",
            403 => "Forbidden",
            404 => "NotFound",
            410 => "Expired",
            429 => "TooManyRequests",
            >= 500 => "ServerError",
            _ => "Refused",
        },
        code switch
        {
            403 => $"{message} (needs list/watch on {resource})",
            404 => $"{message} (is its definition installed?)",
            _ => message,
        },
        // Other codes come from admission plugins and proxies too, which shall not steer us.
        code is 429 or 503 ? retryAfter : null,
        IsVersionTooLarge(status));

    // A version from the future, as after a restore of etcd. Servers before 1.18 say it in words only.
    private static bool IsVersionTooLarge(Status? status) =>
        status?.Details?.Causes?.Any(c => c.Reason == "ResourceVersionTooLarge"
            || c.Message?.Contains("Too large resource version", StringComparison.Ordinal) == true) == true;
}
