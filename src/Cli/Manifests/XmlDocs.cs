using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ModelMonitor.Cli.Manifests;

/// <summary>Reads the summaries that the compiler writes beside an assembly, as one line of plain text each.</summary>
public static partial class XmlDocs
{
    private static readonly ConcurrentDictionary<Assembly, IReadOnlyDictionary<string, string>> Read = new();

    /// <summary>The summary of a type.</summary>
    /// <param name="type">A public type.</param>
    /// <returns>The text, or null when it has none of its own.</returns>
    public static string? Of(Type type) => Find(type.Assembly, $"T:{Id(type)}");

    /// <summary>The summary of a property.</summary>
    /// <param name="property">A public property.</param>
    /// <returns>The text, or null when it has none of its own.</returns>
    public static string? Of(PropertyInfo property) =>
        Find(property.DeclaringType!.Assembly, $"P:{Id(property.DeclaringType)}.{property.Name}");

    private static string? Find(Assembly assembly, string member) => Read.GetOrAdd(assembly, Load).GetValueOrDefault(member);

    private static string Id(Type type) => type.FullName!.Replace('+', '.');

    private static Dictionary<string, string> Load(Assembly assembly)
    {
        var members = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member");
        return members
            .Where(m => m.Element("summary") is not null)
            .ToDictionary(m => m.Attribute("name")!.Value, m => Line().Replace(Text(m.Element("summary")!), " ").Trim());
    }

    private static string Text(XElement element) => string.Concat(element.Nodes().Select(node => node switch
    {
        XElement { Name.LocalName: "see" or "paramref" } link => Name(link.FirstAttribute?.Value ?? ""),
        XElement other => Text(other),
        _ => node is XText text ? text.Value : "",
    }));

    private static string Name(string reference) => reference[(reference.LastIndexOfAny(['.', ':']) + 1)..];

    [GeneratedRegex(@"\s+")]
    private static partial Regex Line();
}
