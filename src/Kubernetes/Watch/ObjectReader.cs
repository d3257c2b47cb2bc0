using System.Text.Json;

namespace ModelMonitor.Kubernetes;

/// <summary>Reads single objects, so that one that cannot be read stops nobody else.</summary>
internal static class ObjectReader
{
    /// <summary>Reads an object, or says why it could not be read.</summary>
    public static (T? Object, UndecodableObject? Undecodable) Read<T>(JsonElement json)
        where T : class, IKubernetesObject<T>
    {
        string error;
        try
        {
            if (json.Deserialize(T.JsonType) is { Metadata.Name.Length: > 0 } read) return (read, null);
            error = "no metadata.name";
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Whatever a type's converters throw on odd input is that object's fault alone.
            error = e.Message;
        }

        var name = Metadata(json, "name");
        return (null, new UndecodableObject(
            name is null ? null : new ObjectKey(Metadata(json, "namespace") ?? "", name), ResourceVersion(json), error));
    }

    /// <summary>The object's resourceVersion, or null.</summary>
    public static string? ResourceVersion(JsonElement json) => Metadata(json, "resourceVersion");

    private static string? Metadata(JsonElement json, string field) =>
        json.ValueKind == JsonValueKind.Object
        && json.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object
        && metadata.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 } text ? text : null;
}
