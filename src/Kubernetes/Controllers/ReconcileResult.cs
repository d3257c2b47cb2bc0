namespace ModelMonitor.Kubernetes;

/// <summary>What a reconcile that did not fail asks for.</summary>
/// <param name="RequeueAfter">When to look again although nothing changed; null for not before a change. Above 0.</param>
public readonly record struct ReconcileResult(TimeSpan? RequeueAfter)
{
    /// <summary>Nothing to do before something changes.</summary>
    public static ReconcileResult Done => default;

    /// <summary>Look again after a while. The controller spreads it by ±10 %, so that objects do not beat in step.</summary>
    /// <param name="delay">How long; above 0.</param>
    public static ReconcileResult After(TimeSpan delay) => new(delay);
}
