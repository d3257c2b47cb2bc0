namespace ModelMonitor.Kubernetes;

/// <summary>Brings the world nearer to what one object asks for.</summary>
/// <remarks>
/// <para><b>Guarantees.</b> Never called twice at once for the same key.</para>
/// <para><b>Assumptions.</b> It compares what is with what is wanted and does not depend on which event led to the call: events are
/// merged. It obeys the cancellation token, which also carries the time limit.</para>
/// </remarks>
/// <typeparam name="T">The object type.</typeparam>
public interface IReconciler<in T>
    where T : class, IKubernetesObject
{
    /// <summary>Reconciles one object. An exception is a failure and is retried with back-off.</summary>
    /// <param name="resource">The object as the informer last saw it. Shared: it must not be changed.</param>
    /// <param name="context">What this call is.</param>
    /// <param name="cancellationToken">Cancelled on shutdown and when the controller's time limit is over.</param>
    /// <exception cref="TerminalException">Trying again is of no use before the object changes.</exception>
    ValueTask<ReconcileResult> ReconcileAsync(T resource, ReconcileContext context, CancellationToken cancellationToken);
}
