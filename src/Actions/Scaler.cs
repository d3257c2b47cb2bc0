using ModelMonitor.Kubernetes;

namespace ModelMonitor.Actions;

/// <summary>Carries out scale requests, never twice and never blindly.</summary>
/// <remarks>
/// <b>Guarantees</b>: one PATCH of <c>/scale</c> per request, with uid and resourceVersion as preconditions; a request whose outcome
/// is not known (timeout, 5xx) is followed by a read, never by a second write. <b>Assumptions</b>: the caller recorded the decision
/// before. <b>Caveats</b>: a write that is still on its way when the second look is taken can land later; its preconditions and its
/// absolute number make that harmless.
/// </remarks>
/// <param name="scales">The scale subresources.</param>
public sealed class Scaler(IScaleClient scales)
{
    /// <summary>Sends one request and says what became of it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancels the wait; the request may have been carried out by then.</param>
    public async Task<ScaleResult> ScaleAsync(ScaleRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await scales.PatchAsync(request.Target, request.Key, request.Replicas, request.Uid, request.ResourceVersion, cancellationToken);
            return new(ScaleOutcome.Applied);
        }
        catch (KubernetesException e) when (e.IsConflict)
        {
            return new(ScaleOutcome.Conflict, e.Message);
        }
        catch (KubernetesException e) when (e.IsNotFound)
        {
            return new(ScaleOutcome.Gone, e.Message);
        }
        catch (KubernetesException e) when (e.IsForbidden)
        {
            var right = $"patch {request.Target.Plural}/scale in API group '{request.Target.Group}'";
            var missing = MissingRight.Of(scales.Actor, request.Key.Namespace, right, e.Message);
            return new(missing.IsActors ? ScaleOutcome.ActorForbidden : ScaleOutcome.Forbidden, missing.Message);
        }
        catch (KubernetesException e) when (e.IsOutcomeUnknown)
        {
            return await LookAgainAsync(request, e, cancellationToken);
        }
        catch (KubernetesException e)
        {
            return new(ScaleOutcome.Refused, e.Message);
        }
    }

    private async Task<ScaleResult> LookAgainAsync(ScaleRequest request, KubernetesException failure, CancellationToken cancellationToken)
    {
        try
        {
            var scale = await scales.GetAsync(request.Target, request.Key, cancellationToken);
            return scale.Metadata.Uid == request.Uid && scale.SpecReplicas == request.Replicas
                ? new(ScaleOutcome.Applied, $"confirmed by a second look after: {failure.Message}")
                : new(ScaleOutcome.NotConfirmed, failure.Message);
        }
        catch (KubernetesException e)
        {
            return new(ScaleOutcome.NotConfirmed, $"{failure.Message}; and the second look failed: {e.Message}");
        }
    }
}
