using Microsoft.Extensions.Logging;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Operator.Reconciling;

/// <summary>Other autoscalers, as watches show them: HorizontalPodAutoscalers, and KEDA's ScaledObjects where its definition is installed.</summary>
/// <remarks>
/// <b>Guarantees</b>: a kind that is not there or may not be read counts as none of its objects, and is no fault; KEDA installed later is
/// found within five minutes. Safe for concurrent use. <b>Assumptions</b>: <see cref="RunAsync"/> runs once. <b>Caveats</b>: a watch may lag,
/// so that one decision may still be carried out in the moment in which an autoscaler comes; while the API server cannot be reached, the
/// objects last seen stay.
/// </remarks>
/// <param name="client">The API server.</param>
/// <param name="ns">The only namespace that is watched, or null.</param>
/// <param name="time">The clock.</param>
/// <param name="loggers">Where it logs.</param>
[Rbac("autoscaling", "horizontalpodautoscalers", "list,watch")]
[Rbac("keda.sh", "scaledobjects", "list,watch")]
public sealed class Autoscalers(KubernetesClient client, string? ns, TimeProvider time, ILoggerFactory loggers)
{
    private readonly OptionalWatch<V1Alpha1ScaledObject> _scaledObjects = new(client, ns, time, loggers);
    private readonly OptionalWatch<V1HorizontalPodAutoscaler> _horizontal = new(client, ns, time, loggers);

    /// <summary>Watches until cancelled.</summary>
    /// <param name="cancellationToken">Ends it; the task then completes normally.</param>
    public Task RunAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_scaledObjects.RunAsync(cancellationToken), _horizontal.RunAsync(cancellationToken));

    /// <summary>Waits until it is known which there are. Before, an act might go against one of them.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task WaitAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_scaledObjects.Known, _horizontal.Known).WaitAsync(cancellationToken);

    /// <summary>Those of a namespace. KEDA's come first: each has a HorizontalPodAutoscaler of its own, which it would make again.</summary>
    /// <param name="ns">The namespace.</param>
    public IEnumerable<Autoscaler> Of(string ns) =>
        Describe(_scaledObjects.List(ns), ConditionReason.ScaledObject).Concat(Describe(_horizontal.List(ns), ConditionReason.HorizontalPodAutoscaler));

    private static IEnumerable<Autoscaler> Describe(IEnumerable<IAutoscaler> found, ConditionReason reason) =>
        from one in found
        let target = one.Spec?.ScaleTargetRef
        where target?.Name is not null
        orderby one.Metadata.Name
        select new Autoscaler(reason, one.Metadata.Name!, target.ApiVersion, target.Kind ?? "Deployment", target.Name!);
}
