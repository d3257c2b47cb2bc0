namespace ModelMonitor.Kubernetes;

/// <summary>Where the recorder writes Events.</summary>
public interface IEventSink
{
    /// <summary>Creates an Event.</summary>
    /// <param name="newEvent">The Event, complete.</param>
    /// <param name="cancellationToken">Ends the try.</param>
    /// <exception cref="KubernetesException">It was refused, or the outcome is unknown.</exception>
    Task CreateAsync(V1Event newEvent, CancellationToken cancellationToken);

    /// <summary>Moves the series of an Event on; nothing else of an Event may change.</summary>
    /// <param name="key">The Event's key.</param>
    /// <param name="series">The series as it now is.</param>
    /// <param name="cancellationToken">Ends the try.</param>
    /// <exception cref="KubernetesException">It was refused, or the outcome is unknown.</exception>
    Task PatchSeriesAsync(ObjectKey key, V1EventSeries series, CancellationToken cancellationToken);
}
