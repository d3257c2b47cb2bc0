using System.Text.Json;

namespace ModelMonitor.Kubernetes;

/// <summary>Reads one page of a list.</summary>
internal static class ListDecoder
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = ProtocolJsonContext.MaxDepth };

    /// <summary>Reads a page; its items one by one.</summary>
    /// <exception cref="JsonException">The page itself is not a list.</exception>
    public static async ValueTask<ListPage<T>> ReadAsync<T>(Stream stream, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T>
    {
        using var page = await JsonDocument.ParseAsync(stream, Options, cancellationToken);
        var root = page.RootElement;
        if (root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("metadata", out var metadata) || metadata.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("items", out var list) || list.ValueKind is not (JsonValueKind.Array or JsonValueKind.Null))
        {
            throw new JsonException("the answer is not a list");
        }

        var items = new List<T>();
        var undecodable = new List<UndecodableObject>();
        if (list.ValueKind == JsonValueKind.Array)
        {
            foreach (var element in list.EnumerateArray())
            {
                var (item, fault) = ObjectReader.Read<T>(element);
                if (item is not null) items.Add(item);
                else undecodable.Add(fault!);
            }
        }

        return new ListPage<T>(items, Text(metadata, "resourceVersion") ?? "", Text(metadata, "continue"), undecodable);
    }

    private static string? Text(JsonElement metadata, string field) =>
        metadata.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 } text
            ? text
            : null;
}
