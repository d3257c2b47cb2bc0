using System.Text.RegularExpressions;

namespace ModelMonitor.Operator.Configuration;

/// <summary>The checks that all parts of the configuration share. Each failure names the file, the field and the fix.</summary>
/// <param name="path">The file's name.</param>
internal sealed partial class ConfigurationCheck(string path)
{
    /// <summary>A field is wrong.</summary>
    /// <param name="field">Its path.</param>
    /// <param name="what">What it must be; never a value that may be secret.</param>
    public ConfigurationException Wrong(string field, string what) => new($"{path}: {field} {what}");

    /// <summary>A number must lie within limits.</summary>
    public void Within(string field, int value, int low, int high, int example)
    {
        if (value < low || value > high) throw Wrong(field, $"is {value}; it must be {low} to {high}, for example {field[(field.LastIndexOf('.') + 1)..]}: {example}");
    }

    /// <summary>A word must be one of a few.</summary>
    public void OneOf(string field, string? value, params ReadOnlySpan<string> words)
    {
        if (!words.Contains(value)) throw Wrong(field, $"must be one of {string.Join(", ", words!)}, for example {words[0]}");
    }

    /// <summary>A name must be that of a namespace (DNS-1123 label).</summary>
    public void Namespace(string field, string? name)
    {
        if (name is not { Length: <= 63 } || !Label().IsMatch(name)) throw Wrong(field, "must be the name of a namespace: a-z, 0-9 and -, at most 63 characters, for example team-a");
    }

    /// <summary>A name must be that of a Kubernetes object (DNS-1123 subdomain).</summary>
    public void ObjectName(string field, string? name)
    {
        if (name is not { Length: <= 253 } || !Subdomain().IsMatch(name)) throw Wrong(field, "must be the name of an object: a-z, 0-9, - and ., at most 253 characters, for example modelmonitor");
    }

    /// <summary>A name must be that of a Service (DNS-1035 label).</summary>
    public void ServiceName(string field, string? name)
    {
        if (name is not { Length: <= 63 } || !Service().IsMatch(name)) throw Wrong(field, "must be the name of a Service: a-z, 0-9 and -, a letter first, at most 63 characters, for example modelmonitor-webhook");
    }

    /// <summary>A label of Kubernetes objects.</summary>
    public void ObjectLabel(string field, string key, string? value)
    {
        var (prefix, name) = key.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash ? (key[..slash], key[(slash + 1)..]) : (null, key);
        if (prefix is not null && (prefix.Length > 253 || !Subdomain().IsMatch(prefix)) || name.Length > 63 || !LabelPart().IsMatch(name))
            throw Wrong(field, "has a key that is no label's: an optional domain and /, then at most 63 of A-Z, a-z, 0-9, -, _ and ., letters or digits at both ends");
        if (value is not { Length: <= 63 } || (value.Length > 0 && !LabelPart().IsMatch(value)))
            throw Wrong($"{field}.{key}", "must be at most 63 of A-Z, a-z, 0-9, -, _ and ., letters or digits at both ends");
    }

    // \z, because $ would let a line break pass.
    [GeneratedRegex(@"^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\z")]
    private static partial Regex Subdomain();

    [GeneratedRegex(@"^[a-z0-9]([a-z0-9-]*[a-z0-9])?\z")]
    private static partial Regex Label();

    [GeneratedRegex(@"^[a-z]([a-z0-9-]*[a-z0-9])?\z")]
    private static partial Regex Service();

    [GeneratedRegex(@"^[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?\z")]
    private static partial Regex LabelPart();
}
