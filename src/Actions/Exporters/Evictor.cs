using ModelMonitor.Kubernetes;

namespace ModelMonitor.Actions;

/// <summary>Evicts pods, never against a PodDisruptionBudget and never twice in one call.</summary>
/// <remarks>
/// <b>Guarantees</b>: one eviction per call, with the uid as precondition; one whose outcome is not known (timeout, 5xx) is followed by
/// a read, never by a second write; a pod is never deleted, which would pass by the budgets. <b>Assumptions</b>: the caller recorded the
/// act before. <b>Caveats</b>: a pod without a budget is evicted at once; a budget's refusal is worth asking again after 30 s at the
/// earliest; a write that is still on its way when the second look is taken can land later.
/// </remarks>
/// <param name="client">The way to the API server.</param>
[Rbac("", "pods/eviction", "create", AsActor = true)]
[Rbac("", "pods", "get")]
public sealed class Evictor(KubernetesClient client) : IEvictor
{
    /// <inheritdoc />
    public async Task<EvictionResult> EvictAsync(ObjectKey pod, string uid, CancellationToken cancellationToken)
    {
        try
        {
            await client.Evictions.CreateAsync(pod, uid, cancellationToken);
            return new(EvictionOutcome.Evicted);
        }
        catch (KubernetesException e) when (e.IsDisruptionBudget)
        {
            return new(EvictionOutcome.Blocked, e.Message);
        }
        catch (KubernetesException e) when (e.IsNotFound || e.IsConflict)
        {
            return new(EvictionOutcome.Gone, e.Message);
        }
        catch (KubernetesException e) when (e.IsForbidden)
        {
            return new(EvictionOutcome.Forbidden, MissingRight.Of(client.Actor, pod.Namespace, "create pods/eviction", e.Message).Message);
        }
        catch (KubernetesException e) when (e.IsOutcomeUnknown)
        {
            return await LookAgainAsync(pod, uid, e, cancellationToken);
        }
        catch (KubernetesException e)
        {
            return new(EvictionOutcome.Failed, e.Message);
        }
    }

    private async Task<EvictionResult> LookAgainAsync(ObjectKey key, string uid, KubernetesException failure, CancellationToken cancellationToken)
    {
        try
        {
            var pod = await client.Resource<V1Pod>().GetAsync(key, cancellationToken);
            if (pod.Metadata.Uid != uid) return new(EvictionOutcome.Gone, failure.Message);
            return pod.Metadata.DeletionTimestamp is null
                ? new(EvictionOutcome.Failed, failure.Message)
                : new(EvictionOutcome.Evicted, $"confirmed by a second look after: {failure.Message}");
        }
        catch (KubernetesException e) when (e.IsNotFound)
        {
            return new(EvictionOutcome.Gone, failure.Message);
        }
        catch (KubernetesException e)
        {
            return new(EvictionOutcome.Failed, $"{failure.Message}; and the second look failed: {e.Message}");
        }
    }
}
