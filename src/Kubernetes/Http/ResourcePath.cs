using System.Text;

namespace ModelMonitor.Kubernetes;

/// <summary>Builds the paths of the API. Names come from custom resources, so none may leave its own segment.</summary>
internal static class ResourcePath
{
    /// <summary>The path of an object or a subresource of it.</summary>
    public static string OfObject(ResourceType type, ObjectKey key, string? subresource = null)
    {
        var path = $"{OfCollection(type, type.Namespaced ? RequireNamespace(type, key) : null)}/{Segment(key.Name, "name")}";
        return subresource is null ? path : $"{path}/{Segment(subresource, "subresource")}";
    }

    /// <summary>The path of all objects of a type, in one namespace or, without one, in all.</summary>
    public static string OfCollection(ResourceType type, string? ns)
    {
        var path = OfGroupVersion(type.Group, type.Version);
        if (ns is not null && type.Namespaced) path += $"/namespaces/{Segment(ns, "namespace")}";
        return $"{path}/{Segment(type.Plural, "plural")}";
    }

    /// <summary>The path of a group's version; the core group's name is empty.</summary>
    public static string OfGroupVersion(string group, string version) => group.Length == 0
        ? $"/api/{Segment(version, "version")}"
        : $"/apis/{Segment(group, "group")}/{Segment(version, "version")}";

    /// <summary>A query string of the parameters that are not null.</summary>
    public static string Query(params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var query = new StringBuilder();
        foreach (var (name, value) in parameters)
        {
            if (value is null) continue;
            query.Append(query.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }

        return query.ToString();
    }

    private static string RequireNamespace(ResourceType type, ObjectKey key) => key.Namespace.Length > 0
        ? key.Namespace
        : throw new ArgumentException($"{type.GroupResource} '{key.Name}': objects of this type live in a namespace, and none was given");

    /// <summary>Whether a value may stand in a path: what the server refuses as a name may not.</summary>
    /// <remarks>Escaping leaves dots alone, and dot segments are folded away on the road; so they must not be sent.</remarks>
    public static bool IsSegment(string value) => value.Length > 0 && value is not ("." or "..") && !value.AsSpan().ContainsAny('/', '%');

    private static string Segment(string value, string what) => IsSegment(value)
        ? Uri.EscapeDataString(value)
        : throw new ArgumentException($"'{value}' cannot be a {what} in a path of the API");
}
