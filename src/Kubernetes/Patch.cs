using System.Text;

namespace ModelMonitor.Kubernetes;

/// <summary>A change to an object, in one of the three forms that every resource takes.</summary>
public sealed class Patch
{
    private Patch(string contentType, ReadOnlyMemory<byte> content, string? fieldManager = null, bool force = false) =>
        (ContentType, Content, FieldManager, Force) = (contentType, content, fieldManager, force);

    /// <summary>The media type that tells the server which form it is.</summary>
    public string ContentType { get; }

    /// <summary>The patch, UTF-8 JSON.</summary>
    public ReadOnlyMemory<byte> Content { get; }

    /// <summary>Who owns the applied fields; set for <see cref="Apply(string, string, bool)"/> only.</summary>
    public string? FieldManager { get; }

    /// <summary>Whether fields of other managers are taken over instead of refused with 409.</summary>
    public bool Force { get; }

    /// <summary>A JSON merge patch (RFC 7396). With <c>metadata.resourceVersion</c> in it, a stale one is refused with 409.</summary>
    /// <param name="json">UTF-8 JSON object.</param>
    public static Patch Merge(ReadOnlyMemory<byte> json) => new("application/merge-patch+json", json);

    /// <inheritdoc cref="Merge(ReadOnlyMemory{byte})"/>
    /// <param name="json">JSON object.</param>
    public static Patch Merge(string json) => Merge(Encoding.UTF8.GetBytes(json));

    /// <summary>A JSON patch (RFC 6902): a list of operations; a failed <c>test</c> refuses the whole with 422.</summary>
    /// <param name="json">UTF-8 JSON array.</param>
    public static Patch Json(ReadOnlyMemory<byte> json) => new("application/json-patch+json", json);

    /// <inheritdoc cref="Json(ReadOnlyMemory{byte})"/>
    /// <param name="json">JSON array.</param>
    public static Patch Json(string json) => Json(Encoding.UTF8.GetBytes(json));

    /// <summary>A server-side apply: the object's fields as one manager wants them; creates the object where it is missing.</summary>
    /// <param name="json">UTF-8 JSON object with apiVersion, kind and metadata.name.</param>
    /// <param name="fieldManager">Who owns the fields.</param>
    /// <param name="force">Takes fields of other managers over instead of being refused with 409.</param>
    public static Patch Apply(ReadOnlyMemory<byte> json, string fieldManager, bool force = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(fieldManager);
        return new("application/apply-patch+yaml", json, fieldManager, force);
    }

    /// <inheritdoc cref="Apply(ReadOnlyMemory{byte}, string, bool)"/>
    /// <param name="json">JSON object with apiVersion, kind and metadata.name.</param>
    /// <param name="fieldManager">Who owns the fields.</param>
    /// <param name="force">Takes fields of other managers over instead of being refused with 409.</param>
    public static Patch Apply(string json, string fieldManager, bool force = false) =>
        Apply(Encoding.UTF8.GetBytes(json), fieldManager, force);
}
