using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModelMonitor.Operator.Configuration;

/// <summary>Writes a configuration as YAML that says the same when it is read again: every field that has a value, defaults too.</summary>
public static class ConfigurationPrinter
{
    /// <summary>Writes it. Of credentials it knows the paths alone.</summary>
    /// <param name="configuration">The configuration.</param>
    public static string Print(OperatorConfiguration configuration)
    {
        var text = new StringBuilder();
        var node = JsonSerializer.SerializeToNode(configuration, ConfigurationJsonContext.Default.OperatorConfiguration)!;
        Write(text, node.AsObject(), "");
        return text.ToString();
    }

    private static void Write(StringBuilder text, JsonObject map, string indent)
    {
        foreach (var (name, value) in map)
        {
            text.Append(indent).Append(Key(name)).Append(':');
            WriteValue(text, value, indent);
        }
    }

    private static void WriteValue(StringBuilder text, JsonNode? value, string indent)
    {
        switch (value)
        {
            case JsonObject { Count: > 0 } map:
                text.Append('\n');
                Write(text, map, indent + "  ");
                break;
            case JsonArray { Count: > 0 } list:
                text.Append('\n');
                foreach (var item in list) WriteItem(text, item, indent);
                break;
            default:
                // JSON's scalars and empty brackets are YAML's too; texts in JSON's quotes are texts for every reader of YAML.
                text.Append(' ').Append(value?.ToJsonString() ?? "null").Append('\n');
                break;
        }
    }

    private static void WriteItem(StringBuilder text, JsonNode? item, string indent)
    {
        if (item is not JsonObject map)
        {
            text.Append(indent).Append('-');
            WriteValue(text, item, indent + "  ");
            return;
        }

        var start = text.Length;
        Write(text, map, indent + "  ");
        text[start + indent.Length] = '-';
    }

    private static string Key(string name) => name.Length > 0 && name.All(c => char.IsAsciiLetter(c)) ? name : JsonValue.Create(name).ToJsonString();
}
