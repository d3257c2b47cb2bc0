using System.Net;
using Microsoft.Extensions.Logging;

namespace ModelMonitor.Kubernetes;

/// <summary>Answers the body of an AdmissionReview with a handler's word.</summary>
/// <remarks>
/// Guarantees: safe for concurrent use; never throws. A body that is no AdmissionReview is refused with code 400, which an API server
/// never sends; a handler that throws lets the object through as it is, because our fault must not keep anybody's pod from starting.
/// </remarks>
/// <param name="handler">Decides.</param>
/// <param name="logger">Where a handler's fault and a bad body are told.</param>
public sealed class AdmissionReviewer(IAdmissionHandler handler, ILogger logger)
{
    /// <summary>Most bytes of a body that are read: what an API server takes in itself, so nothing that it lets through is larger.</summary>
    public const int MostBytes = 3 * 1024 * 1024;

    /// <summary>Answers one call.</summary>
    /// <param name="body">UTF-8 JSON, untrusted.</param>
    /// <returns>The answer's body, and how the call ended.</returns>
    public (byte[] Body, AdmissionResult Result) Review(ReadOnlySpan<byte> body)
    {
        var (request, uid, problem) = AdmissionReview.Decode(body);
        if (request is null)
        {
            logger.LogWarning("an admission review could not be read: {Problem}", problem);
            return (AdmissionReview.Encode(uid, new(false, Message: problem), HttpStatusCode.BadRequest), AdmissionResult.Invalid);
        }

        try
        {
            var response = handler.Review(request);
            var result = !response.IsAllowed ? AdmissionResult.Refused
                : response.Patch is { Count: > 0 } ? AdmissionResult.Patched
                : AdmissionResult.Allowed;
            return (AdmissionReview.Encode(uid, response), result);
        }
        catch (Exception e)
        {
            logger.LogError(e, "{Operation} of {Namespace}/{Name} is let through as it is: the admission handler failed",
                request.Operation, request.Namespace, request.Name);
            return (AdmissionReview.Encode(uid, AdmissionResponse.Allowed), AdmissionResult.Failed);
        }
    }
}
