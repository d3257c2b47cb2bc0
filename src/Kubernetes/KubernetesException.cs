using System.Net;

namespace ModelMonitor.Kubernetes;

/// <summary>A request to the API server that did not succeed: refused, timed out, or never answered.</summary>
public sealed class KubernetesException : Exception
{
    /// <summary>Describes a failed request.</summary>
    /// <param name="message">Verb, resource, key and cause in one line.</param>
    /// <param name="statusCode">The HTTP status, or null when no answer arrived.</param>
    /// <param name="status">The server's Status object, where it sent one.</param>
    /// <param name="retryAfter">How long the server asks to wait, where it said so.</param>
    /// <param name="innerException">The transport's exception, where there is one.</param>
    public KubernetesException(
        string message,
        HttpStatusCode? statusCode = null,
        Status? status = null,
        TimeSpan? retryAfter = null,
        Exception? innerException = null)
        : base(message, innerException)
    {
        StatusCode = statusCode;
        Status = status;
        RetryAfter = retryAfter;
    }

    /// <summary>The HTTP status, or null when no answer arrived (refused, reset, timed out).</summary>
    public HttpStatusCode? StatusCode { get; }

    /// <summary>The server's Status object, or null.</summary>
    public Status? Status { get; }

    /// <summary>How long the server asks to wait (429 and 503), at most 5 min; or null.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>The object does not exist (404).</summary>
    public bool IsNotFound => StatusCode == HttpStatusCode.NotFound;

    /// <summary>A precondition (uid or resourceVersion) no longer holds (409 Conflict).</summary>
    public bool IsConflict => StatusCode == HttpStatusCode.Conflict && Status?.Reason != "AlreadyExists";

    /// <summary>The object to create is already there (409 AlreadyExists).</summary>
    public bool IsAlreadyExists => StatusCode == HttpStatusCode.Conflict && Status?.Reason == "AlreadyExists";

    /// <summary>
    /// A PodDisruptionBudget does not allow the eviction now (429 with its cause): no throttling, and not over in a moment.
    /// </summary>
    public bool IsDisruptionBudget => StatusCode == HttpStatusCode.TooManyRequests
        && Status?.Details?.Causes?.Any(c => c.Reason == "DisruptionBudget") is true;

    /// <summary>The resourceVersion is too old (410 Gone or Expired).</summary>
    public bool IsGone => StatusCode == HttpStatusCode.Gone;

    /// <summary>The object breaks the schema or a rule (422).</summary>
    public bool IsInvalid => StatusCode == HttpStatusCode.UnprocessableEntity;

    /// <summary>The right is missing (403).</summary>
    public bool IsForbidden => StatusCode == HttpStatusCode.Forbidden;

    /// <summary>
    /// The request may have been carried out although it failed (no answer, or 5xx): read before anything is repeated.
    /// </summary>
    public bool IsOutcomeUnknown => StatusCode is null or >= HttpStatusCode.InternalServerError;
}
