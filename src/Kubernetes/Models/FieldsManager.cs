using System.Text.Json;

namespace ModelMonitor.Kubernetes;

/// <summary>Who wrote fields of an object, and when (<c>meta/v1.ManagedFieldsEntry</c>, the part in use).</summary>
public sealed class FieldsManager
{
    /// <summary>The program, as it called itself; null when it did not.</summary>
    public string? Manager { get; set; }

    /// <summary>When it last changed one of them; null where the server does not say.</summary>
    public DateTimeOffset? Time { get; set; }

    /// <summary>The fields: nested objects with the names <c>f:spec</c> and so on.</summary>
    public JsonElement FieldsV1 { get; set; }

    /// <summary>Whether a field is among them.</summary>
    /// <param name="path">The field's path, for example <c>spec</c>, <c>replicas</c>.</param>
    public bool Owns(params ReadOnlySpan<string> path)
    {
        var fields = FieldsV1;
        foreach (var name in path)
            if (fields.ValueKind != JsonValueKind.Object || !fields.TryGetProperty("f:" + name, out fields)) return false;
        return true;
    }
}
