namespace ModelMonitor.Kubernetes;

/// <summary>How a <see cref="Controller{T}"/> works.</summary>
/// <typeparam name="T">The object type.</typeparam>
public sealed record ControllerOptions<T>
    where T : class, IKubernetesObject
{
    /// <summary>The controller's name in metrics and logs; unique in the process.</summary>
    public required string Name { get; init; }

    /// <summary>How many keys are worked on at once; at least 1.</summary>
    public int MaxConcurrentReconciles { get; init; } = 1;

    /// <summary>How long one reconcile may take before it is cancelled and counts as failed.</summary>
    public TimeSpan ReconcileTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Time between two reconciles of one object that is changed or asked for all the time; 0 for no limit. Five in a row go through
    /// at once, and each interval gives one back; <see cref="ReconcileResult.RequeueAfter"/> and retries do not count.
    /// </summary>
    public TimeSpan MinInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Which changes enqueue an object. Deletions always do.</summary>
    public Func<T?, T?, bool> Predicate { get; init; } = ReconcilePredicates.IntentChanged;

    /// <summary>
    /// Called when an object is gone, so that state kept per object can be dropped: never at the same time as a reconcile of that
    /// key, before the reconcile of an object re-created under the same name, and again if it throws.
    /// </summary>
    public Action<ObjectKey>? Deleted { get; init; }

    /// <summary>Where it is counted.</summary>
    public RuntimeMetrics Metrics { get; init; } = RuntimeMetrics.Shared;
}
