using System.Text;
using System.Text.Json.Nodes;

namespace ModelMonitor.Cli.Manifests;

/// <summary>Writes the reference of the operator's configuration into docs/configuration.md.</summary>
public static class ConfigurationDocument
{
    /// <summary>Line before the generated part.</summary>
    public const string Begin = "<!-- Made of the C# types by `make generate`: from here -->";

    /// <summary>The document with the fields of a schema in its generated part.</summary>
    /// <param name="document">The document.</param>
    /// <param name="schema">The schema of <see cref="ConfigurationSchema"/>.</param>
    /// <exception cref="FormatException">The document lacks the lines around the generated part.</exception>
    public static string Write(string document, JsonObject schema)
    {
        var text = new StringBuilder("| field | value | default | meaning |\n| --- | --- | --- | --- |\n");
        Add(text, schema, "");
        return GeneratedPart.Replace(document, Begin, text.Append('\n').ToString());
    }

    private static void Add(StringBuilder text, JsonObject schema, string prefix)
    {
        var required = schema["required"]?.AsArray().Select(r => (string)r!).ToHashSet() ?? [];
        foreach (var (name, node) in schema["properties"]!.AsObject())
        {
            var (field, property) = ($"{prefix}{name}", node!.AsObject());
            var standard = required.Contains(name) ? "required" : property["default"] is JsonValue value ? $"`{value.ToJsonString().Trim('"')}`" : "";
            var meaning = ((string?)property["description"] ?? "").Replace("|", "\\|", StringComparison.Ordinal);
            text.Append($"| `{field}` | {ValueOf(property)} | {standard} | {meaning} |\n");
            if (property["properties"] is not null) Add(text, property, $"{field}.");
            else if (property["items"]?["properties"] is not null) Add(text, property["items"]!.AsObject(), $"{field}[].");
        }
    }

    private static string ValueOf(JsonObject property)
    {
        if (property["enum"] is JsonArray words) return string.Join(", ", words.Select(w => $"`{w}`"));
        if (property["type"] is JsonArray) return "text, number, true or false";
        return (string?)property["type"] switch
        {
            "array" => property["items"]!["properties"] is null ? $"list of {ValueOf(property["items"]!.AsObject())}" : "list",
            "object" => property["additionalProperties"] is JsonObject values ? $"map of name to {ValueOf(values)}" : "",
            "integer" when property["minimum"] is { } least => $"{least} to {property["maximum"]}",
            "integer" => "whole number",
            "boolean" => "true, false",
            _ => property["maxLength"] is { } most ? $"text, at most {most}" : "text",
        };
    }
}
