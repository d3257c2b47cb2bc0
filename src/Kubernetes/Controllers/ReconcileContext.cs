namespace ModelMonitor.Kubernetes;

/// <summary>One call of a reconciler.</summary>
/// <param name="Key">The object's key.</param>
/// <param name="ReconcileId">Unique per call; also in the logging scope.</param>
public sealed record ReconcileContext(ObjectKey Key, string ReconcileId);
