using ModelMonitor.Kubernetes;

namespace ModelMonitor.Operator.Reconciling;

/// <summary>
/// Looks, before an act, whether the namespace is on its way out: the API server takes scale requests there to the end, and no pod
/// would come of them.
/// </summary>
/// <param name="client">The API server.</param>
[Rbac("", "namespaces", "get", ClusterScoped = true)]
public sealed class NamespaceGuard(KubernetesClient client)
{
    /// <summary>Looks at a namespace.</summary>
    /// <param name="ns">Its name.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>What stands in the way of an act, or null.</returns>
    /// <exception cref="KubernetesException">It could not be read.</exception>
    public async Task<Problem?> WhyNotAsync(string ns, CancellationToken cancellationToken)
    {
        try
        {
            var found = await client.Resource<V1Namespace>().GetAsync(new("", ns), cancellationToken);
            return found.Metadata.DeletionTimestamp is null ? null : Terminating();
        }
        catch (KubernetesException e) when (e.IsNotFound)
        {
            return Terminating();
        }
        catch (KubernetesException e) when (e.IsForbidden)
        {
            // An operator that was given single namespaces may not read them; the check is a courtesy, the act stays safe without it.
            return null;
        }

        Problem Terminating() => new(ConditionType.ScalingActive, ConditionReason.NamespaceTerminating, $"namespace {ns} is being deleted");
    }
}
