using ModelMonitor.Actions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Resources;

namespace ModelMonitor.Operator.Reconciling;

/// <summary>Finds a monitor's target.</summary>
/// <param name="client">Knows the kinds that the API server has.</param>
/// <param name="scales">The targets' scales.</param>
[Rbac("", "serviceaccounts", "impersonate", Names = "modelmonitor-actor", Part = RbacPart.Impersonation)]
[Rbac("apps", "deployments/scale,statefulsets/scale", "get,patch", AsActor = true)]
public sealed class TargetFinder(KubernetesClient client, TargetCache scales)
{
    /// <summary>Finds the target, for judging.</summary>
    /// <param name="monitor">The monitor.</param>
    /// <param name="cancellationToken">Cancels the reads.</param>
    /// <returns>The target, or the problem.</returns>
    /// <exception cref="KubernetesException">The API server failed in a way that a retry may mend.</exception>
    public Task<(Target? Target, Problem? Problem)> FindAsync(V1Alpha1ModelMonitor monitor, CancellationToken cancellationToken) =>
        FindAsync(monitor, scales.GetAsync, cancellationToken);

    /// <summary>Finds the target as the API server has it now, for acting.</summary>
    /// <inheritdoc cref="FindAsync(V1Alpha1ModelMonitor, CancellationToken)"/>
    public Task<(Target? Target, Problem? Problem)> FindLiveAsync(V1Alpha1ModelMonitor monitor, CancellationToken cancellationToken) =>
        FindAsync(monitor, scales.ReadAsync, cancellationToken);

    private async Task<(Target? Target, Problem? Problem)> FindAsync(
        V1Alpha1ModelMonitor monitor,
        Func<ResourceType, ObjectKey, CancellationToken, Task<(Scale Scale, bool IsLive)>> read,
        CancellationToken cancellationToken)
    {
        var reference = monitor.Spec.TargetRef;
        var what = $"{reference.Kind} {reference.Name} ({reference.ApiVersion})";
        var resource = await client.FindResourceAsync(reference.ApiVersion, reference.Kind, cancellationToken);
        if (resource is not { Namespaced: true } || !await client.HasScaleAsync(resource, cancellationToken))
        {
            return No(ConditionReason.TargetNotScalable,
                $"the cluster has no kind {reference.Kind} in {reference.ApiVersion} with a scale subresource; correct spec.targetRef.apiVersion and kind");
        }

        var key = new ObjectKey(monitor.Metadata.Namespace!, reference.Name);
        try
        {
            var (scale, isLive) = await read(resource, key, cancellationToken);
            if (string.IsNullOrEmpty(scale.Selector))
                return No(ConditionReason.TargetNotScalable, $"{what} gives no pod selector in its scale subresource, so its pods cannot be found");
            return (new(resource, key, scale, PodSelector.Parse(scale.Selector), isLive), null);
        }
        catch (KubernetesException e) when (e.IsNotFound)
        {
            return No(ConditionReason.TargetNotFound, $"{what} does not exist in namespace {key.Namespace}; create it or correct spec.targetRef.name");
        }
        catch (KubernetesException e) when (e.IsForbidden)
        {
            var missing = MissingRight.Of(client.Actor, key.Namespace, $"get {resource.Plural}/scale in API group '{resource.Group}'", e.Message);
            return No(missing.IsActors ? ConditionReason.ActorForbidden : ConditionReason.Forbidden, missing.Message);
        }
        catch (FormatException e)
        {
            return No(ConditionReason.TargetNotScalable, $"{what} gives a pod selector that cannot be read: {e.Message}");
        }

        static (Target?, Problem?) No(ConditionReason reason, string message) => (null, new(ConditionType.TargetFound, reason, message));
    }
}
