using System.Text.Json;

namespace ModelMonitor.Kubernetes;

/// <summary>Reads the events of a watch, each as soon as its last byte is there.</summary>
internal static class WatchDecoder
{
    /// <summary>The events as they travel. A stream that ends inside of one throws <see cref="JsonException"/>.</summary>
    public static IAsyncEnumerable<WatchEnvelope?> ReadAsync(Stream stream, CancellationToken cancellationToken) =>
        JsonSerializer.DeserializeAsyncEnumerable(
            stream, ProtocolJsonContext.Default.WatchEnvelope, topLevelValues: true, cancellationToken);

    /// <summary>What an event means.</summary>
    public static WatchEvent<T> Decode<T>(WatchEnvelope envelope)
        where T : class, IKubernetesObject<T> => envelope.Type switch
        {
            "ADDED" => Change<T>(WatchEventType.Added, envelope.Object),
            "MODIFIED" => Change<T>(WatchEventType.Modified, envelope.Object),
            "DELETED" => Change<T>(WatchEventType.Deleted, envelope.Object),
            "BOOKMARK" => new WatchEvent<T>(WatchEventType.Bookmark, null, ObjectReader.ResourceVersion(envelope.Object)),
            "ERROR" => new WatchEvent<T>(WatchEventType.Error, null, null, ReadStatus(envelope.Object)),
            _ => Unreadable<T>(new UndecodableObject(null, null, $"unknown type of event '{envelope.Type}'")),
        };

    private static WatchEvent<T> Change<T>(WatchEventType type, JsonElement json)
        where T : class, IKubernetesObject<T>
    {
        var (changed, fault) = ObjectReader.Read<T>(json);
        return changed is null
            ? Unreadable<T>(fault!)
            : new WatchEvent<T>(type, changed, changed.Metadata.ResourceVersion);
    }

    private static WatchEvent<T> Unreadable<T>(UndecodableObject fault)
        where T : class => new(WatchEventType.Undecodable, null, fault.ResourceVersion, Undecodable: fault);

    private static Status ReadStatus(JsonElement json)
    {
        try
        {
            if (json.Deserialize(ProtocolJsonContext.Default.Status) is { } status) return status;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Falls through: that the watch failed is known, only not why.
        }

        return new Status { Code = 500, Reason = "InternalError", Message = "the watch ended with an error that cannot be read" };
    }
}
