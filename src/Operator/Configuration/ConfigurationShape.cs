using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace ModelMonitor.Operator.Configuration;

/// <summary>
/// Finds the field that does not exist, or has a value of another type, by the JSON contract that the file is read with: the reader's own
/// words would speak of C# types. Values are never repeated, they may be secrets in the wrong place.
/// </summary>
internal static class ConfigurationShape
{
    /// <summary>Checks a value and all that is in it.</summary>
    /// <param name="node">The value; null where the file has none.</param>
    /// <param name="type">What it is read as.</param>
    /// <param name="field">Its path; empty for the whole file.</param>
    /// <param name="check">Words the message.</param>
    /// <param name="initial">What it is where the file does not say; an example that is right.</param>
    /// <exception cref="ConfigurationException">Something is none or of another type.</exception>
    public static void Check(JsonNode? node, JsonTypeInfo type, string field, ConfigurationCheck check, object? initial = null)
    {
        switch (type.Kind, node)
        {
            case (JsonTypeInfoKind.Object, JsonObject map):
                CheckFields(map, type, field, check);
                break;
            case (JsonTypeInfoKind.Enumerable, JsonArray list):
                for (var i = 0; i < list.Count; i++) Check(list[i], ElementOf(type), $"{field}[{i}]", check);
                break;
            case (JsonTypeInfoKind.Dictionary, JsonObject map):
                foreach (var (key, value) in map) Check(value, ElementOf(type), $"{field}.{key}", check);
                break;
            case (JsonTypeInfoKind.None, JsonValue value) when IsOf(value, type.Type):
                break;
            default:
                if (type.Type == typeof(JsonElement)) break;
                throw check.Wrong(field.Length == 0 ? "the file" : field, $"must be {WordsFor(type)}, for example {Example(field, type, initial)}");
        }
    }

    private static void CheckFields(JsonObject map, JsonTypeInfo type, string field, ConfigurationCheck check)
    {
        var fields = type.Properties.ToDictionary(p => p.Name);
        var initial = type.CreateObject!();
        foreach (var (name, value) in map)
        {
            var path = field.Length == 0 ? name : $"{field}.{name}";
            if (!fields.TryGetValue(name, out var property)) throw check.Wrong(path, $"is no field; there are {string.Join(", ", fields.Keys)}");
            if (value is null && property.IsSetNullable) continue;
            Check(value, type.Options.GetTypeInfo(property.PropertyType), path, check, property.Get!(initial));
        }
    }

    private static JsonTypeInfo ElementOf(JsonTypeInfo type) => type.Options.GetTypeInfo(type.ElementType!);

    private static bool IsOf(JsonValue value, Type type) => value.GetValueKind() switch
    {
        JsonValueKind.String => type == typeof(string) || type == typeof(JsonElement),
        JsonValueKind.Number => type == typeof(JsonElement) || (type == typeof(int) && value.TryGetValue<long>(out var number) && number is >= int.MinValue and <= int.MaxValue),
        JsonValueKind.True or JsonValueKind.False => type == typeof(bool) || type == typeof(JsonElement),
        _ => false,
    };

    private static string WordsFor(JsonTypeInfo type) => type.Kind switch
    {
        JsonTypeInfoKind.Object => "a map of fields",
        JsonTypeInfoKind.Dictionary => "a map",
        JsonTypeInfoKind.Enumerable => "a list",
        _ => type.Type == typeof(int) ? "a whole number" : type.Type == typeof(bool) ? "true or false" : "a text (a number or a word such as true in quotes)",
    };

    private static string Example(string field, JsonTypeInfo type, object? initial)
    {
        var value = type.Kind switch
        {
            JsonTypeInfoKind.Object => $"{{{type.Properties[0].Name}: …}}",
            JsonTypeInfoKind.Dictionary => "{a: b}",
            JsonTypeInfoKind.Enumerable => ElementOf(type) is { Kind: JsonTypeInfoKind.Object } item ? $"[{{{item.Properties[0].Name}: …}}]" : "[a, b]",
            _ => initial switch { null or "" => type.Type == typeof(int) ? "15" : "'some-text'", bool flag => flag ? "true" : "false", _ => $"{initial}" },
        };
        return field.Length == 0 ? "intervalSeconds: 15" : $"{field[(field.LastIndexOf('.') + 1)..]}: {value}";
    }
}
