using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace ModelMonitor.Cli.Manifests;

/// <summary>
/// The JSON schema of the operator's configuration file, made of the types that read it, as the CRD is of its own. The operator is no
/// library of this tool: its built assembly is asked.
/// </summary>
public static class ConfigurationSchema
{
    private const string Context = "ModelMonitor.Operator.Configuration.ConfigurationJsonContext";
    private const string Root = "ModelMonitor.Operator.Configuration.OperatorConfiguration";

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Builds it.</summary>
    /// <param name="assemblies">Paths of built assemblies.</param>
    /// <returns>The schema; null when the operator is not among them.</returns>
    public static JsonObject? Build(IEnumerable<string> assemblies)
    {
        foreach (var assembly in assemblies.Select(path => Assembly.LoadFrom(Path.GetFullPath(path))))
        {
            if (assembly.GetType(Context) is not { } type) continue;
            var context = (JsonSerializerContext)type.GetProperty("Default", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;
            return Build(context, assembly.GetType(Root, throwOnError: true)!);
        }

        return null;
    }

    /// <summary>As a file.</summary>
    /// <param name="schema">The schema.</param>
    public static string Write(JsonObject schema) => schema.ToJsonString(Readable) + "\n";

    private static JsonObject Build(JsonSerializerContext context, Type root)
    {
        var type = context.GetTypeInfo(root)!;
        var schema = SchemaBuilder.Build(type);
        // A custom resource has no defaults on its first level.
        var initial = JsonSerializer.SerializeToNode(type.CreateObject!(), type)!.AsObject();
        foreach (var (name, property) in schema["properties"]!.AsObject())
            if (property!["default"] is null && initial[name] is JsonValue value) property["default"] = value.DeepClone();
        Close(schema);
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", "Configuration of the ModelMonitor operator");
        return schema;
    }

    /// <summary>Nothing else may stand in an object, as the operator has it; formats are the API server's.</summary>
    private static void Close(JsonNode? node)
    {
        if (node is JsonObject map)
        {
            foreach (var (_, child) in map) Close(child);
            // What is there by these names otherwise is a field of the configuration.
            if (map["format"] is JsonValue) map.Remove("format");
            if (map["type"] is not JsonValue type) return;
            if (map["properties"] is JsonObject) map["additionalProperties"] = false;
            if ((string)type! == "boolean") map["default"] ??= false;
            if ((string)type! == "integer") map["default"] ??= 0;
        }
        else if (node is JsonArray list)
        {
            foreach (var item in list) Close(item);
        }
    }
}
