namespace ModelMonitor.Kubernetes;

/// <summary>A resource of the Kubernetes API: its group, version, kind and plural.</summary>
/// <param name="Group">API group; empty for the core group.</param>
/// <param name="Version">API version, for example <c>v1</c>.</param>
/// <param name="Kind">Kind in CamelCase, for example <c>Deployment</c>.</param>
/// <param name="Plural">Lower-case plural, as it stands in URLs, for example <c>deployments</c>.</param>
/// <param name="Namespaced">Whether objects live in a namespace.</param>
public sealed record ResourceType(string Group, string Version, string Kind, string Plural, bool Namespaced = true)
{
    /// <summary><c>group/version</c>, or <c>version</c> alone for the core group, as objects carry it in <c>apiVersion</c>.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary><c>plural.group</c>, or the plural alone for the core group, as rights and messages name it.</summary>
    public string GroupResource => Group.Length == 0 ? Plural : $"{Plural}.{Group}";
}
