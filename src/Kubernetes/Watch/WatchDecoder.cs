using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace ModelMonitor.Kubernetes;

/// <summary>Reads the events of a watch, each as soon as its last byte is there.</summary>
internal static class WatchDecoder
{
    // DeserializeAsyncEnumerable is not used: after ten reads without a whole value it waits until its buffer is full, and a large event
    // that came in small pieces would lie there, and all after it, until a quiet watch has said as much again.

    /// <summary>The events as they travel. A stream that ends inside of one throws <see cref="JsonException"/>.</summary>
    public static async IAsyncEnumerable<WatchEnvelope?> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pipe = PipeReader.Create(stream, new(bufferSize: 16 * 1024, leaveOpen: true));
        try
        {
            var end = new JsonValueEnd();
            while (true)
            {
                var read = await pipe.ReadAsync(cancellationToken);
                var buffer = read.Buffer;
                while (end.TryFind(buffer, read.IsCompleted) is { } length)
                {
                    var envelope = Envelope(buffer.Slice(0, length));
                    buffer = buffer.Slice(length);
                    end = new();
                    yield return envelope;
                }

                if (read.IsCompleted) yield break;
                pipe.AdvanceTo(buffer.Start, buffer.End);
            }
        }
        finally
        {
            await pipe.CompleteAsync();
        }
    }

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

    private static WatchEnvelope? Envelope(ReadOnlySequence<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = ProtocolJsonContext.MaxDepth });
        return JsonSerializer.Deserialize(ref reader, ProtocolJsonContext.Default.WatchEnvelope);
    }

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
