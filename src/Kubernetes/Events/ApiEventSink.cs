using System.Text.Json;

namespace ModelMonitor.Kubernetes;

/// <summary>Writes Events to the API server. Needs the rights to create and patch <c>events.k8s.io/events</c>.</summary>
/// <param name="client">Reads and writes Events.</param>
public sealed class ApiEventSink(ResourceClient<V1Event> client) : IEventSink
{
    /// <inheritdoc />
    public Task CreateAsync(V1Event newEvent, CancellationToken cancellationToken) => client.CreateAsync(newEvent, cancellationToken);

    /// <inheritdoc />
    public Task PatchSeriesAsync(ObjectKey key, V1EventSeries series, CancellationToken cancellationToken) => client.PatchAsync(
        key, Patch.Merge(JsonSerializer.Serialize(new(series), EventJsonContext.Default.EventSeriesPatch)), cancellationToken);
}
