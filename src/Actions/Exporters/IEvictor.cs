using ModelMonitor.Kubernetes;

namespace ModelMonitor.Actions;

/// <summary>Evicts pods, so that whoever owns them makes new ones.</summary>
public interface IEvictor
{
    /// <summary>Asks the server to evict one pod, as its PodDisruptionBudgets allow, and says what became of it.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="uid">Its uid; another pod of the same name is left alone.</param>
    /// <param name="cancellationToken">Cancels the wait; the request may have been carried out by then.</param>
    Task<EvictionResult> EvictAsync(ObjectKey pod, string uid, CancellationToken cancellationToken);
}
