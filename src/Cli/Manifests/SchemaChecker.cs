using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ModelMonitor.Cli.Manifests;

/// <summary>
/// Holds a schema to what the API server asks of a structural schema (apiextensions-apiserver, <c>schema/validation.go</c> and
/// <c>apis/apiextensions/validation/validation.go</c>) and to the house's own rules: every list, map and string has a maximum, no
/// floats, every field is described. Keywords that nothing here needs are refused altogether.
/// </summary>
public static partial class SchemaChecker
{
    private static readonly HashSet<string> Keywords =
    [
        "description", "type", "format", "enum", "default", "maxLength", "minimum", "maximum", "items", "maxItems", "properties",
        "required", "additionalProperties", "maxProperties", "x-kubernetes-int-or-string", "x-kubernetes-list-type",
        "x-kubernetes-list-map-keys", "x-kubernetes-validations",
    ];

    /// <summary>Finds what is wrong with a schema.</summary>
    /// <param name="root">The value of <c>openAPIV3Schema</c>.</param>
    /// <returns>One line per fault with its path; empty when the schema is sound.</returns>
    public static IReadOnlyList<string> Check(JsonObject root)
    {
        var faults = new List<string>();
        if (TypeOf(root) != "object") faults.Add("$: the root must be an object");
        if (root.ContainsKey("additionalProperties")) faults.Add("$: the root must not have additionalProperties");
        if (root["properties"]?["metadata"] is JsonObject { Count: > 1 }) faults.Add("$.metadata: must be a bare object");
        Node(root, "$", faults);
        return faults;
    }

    private static void Node(JsonObject node, string path, List<string> faults)
    {
        faults.AddRange(node.Where(p => !Keywords.Contains(p.Key)).Select(p => $"{path}: keyword {p.Key} is not allowed"));
        if (node.ContainsKey("x-kubernetes-int-or-string"))
        {
            if (node.ContainsKey("type")) faults.Add($"{path}: int-or-string must have no type");
            if (!node.ContainsKey("maxLength")) faults.Add($"{path}: needs a maxLength");
        }
        else
        {
            ByType(node, path, faults);
        }

        if (node["default"] is { } value && !Fits(value, node)) faults.Add($"{path}: the default {value.ToJsonString()} does not fit the schema");
        foreach (var rule in node["x-kubernetes-validations"]?.AsArray() ?? []) Rule(rule!.AsObject(), node, path, faults);
    }

    private static void ByType(JsonObject node, string path, List<string> faults)
    {
        switch (TypeOf(node))
        {
            case "object":
                Object(node, path, faults);
                break;
            case "array" when node["items"] is JsonObject items:
                if (!node.ContainsKey("maxItems")) faults.Add($"{path}: needs a maxItems");
                MapKeys(node, items, path, faults);
                Node(items, $"{path}[]", faults);
                break;
            case "array":
                faults.Add($"{path}: needs items");
                break;
            case "string":
                if (!node.ContainsKey("maxLength") && !node.ContainsKey("enum") && !node.ContainsKey("format") && !IsTypeMeta(path))
                    faults.Add($"{path}: needs a maxLength");
                break;
            case "integer" or "boolean":
                break;
            case var other:
                faults.Add($"{path}: type '{other}' is not allowed");
                break;
        }
    }

    private static void Object(JsonObject node, string path, List<string> faults)
    {
        if (node.ContainsKey("properties") && node.ContainsKey("additionalProperties"))
            faults.Add($"{path}: properties and additionalProperties exclude each other");
        if (node["additionalProperties"] is JsonObject values)
        {
            if (!node.ContainsKey("maxProperties")) faults.Add($"{path}: needs a maxProperties");
            Node(values, $"{path}.*", faults);
        }

        var properties = node["properties"] as JsonObject ?? [];
        foreach (var name in node["required"]?.AsArray() ?? [])
            if (!properties.ContainsKey(name!.GetValue<string>())) faults.Add($"{path}: requires the unknown property {name}");
        foreach (var (name, child) in properties)
        {
            if (child!["description"] is null && path + name != "$metadata") faults.Add($"{path}.{name}: needs a description");
            Node(child.AsObject(), $"{path}.{name}", faults);
        }
    }

    // A key has to be there in each item: required, or given by a default.
    private static void MapKeys(JsonObject node, JsonObject items, string path, List<string> faults)
    {
        foreach (var name in (node["x-kubernetes-list-map-keys"]?.AsArray() ?? []).Select(k => k!.GetValue<string>()))
        {
            var key = items["properties"]?[name] as JsonObject;
            var required = items["required"]?.AsArray().Any(r => r!.GetValue<string>() == name) == true;
            if (key is null || TypeOf(key) is not ("string" or "integer" or "boolean") || !(required || key.ContainsKey("default")))
                faults.Add($"{path}: map key {name} must be a scalar property of the items, required or with a default");
        }
    }

    private static void Rule(JsonObject rule, JsonObject node, string path, List<string> faults)
    {
        var message = rule["message"]?.GetValue<string>() ?? "";
        if (message.Length == 0 || message.Contains('\n')) faults.Add($"{path}: a rule needs a message of one line");
        if (rule["fieldPath"]?.GetValue<string>() is { } field && !HasField(node, field))
            faults.Add($"{path}: fieldPath {field} leads nowhere");
    }

    /// <summary>Whether a path such as <c>.spec.mode</c> leads to a field of a schema; index and filter brackets step into a list's items.</summary>
    /// <param name="schema">The schema to start from.</param>
    /// <param name="fieldPath">The path, beginning with a dot.</param>
    public static bool HasField(JsonObject schema, string fieldPath)
    {
        if (!fieldPath.StartsWith('.')) return false;
        JsonNode? node = schema;
        foreach (var step in Brackets().Replace(fieldPath[1..], "[]").Split('.'))
        {
            node = node?["properties"]?[step.Replace("[]", "", StringComparison.Ordinal)];
            if (step.EndsWith("[]", StringComparison.Ordinal)) node = node?["items"];
        }

        return node is not null;
    }

    private static bool Fits(JsonNode value, JsonObject node) => TypeOf(node) switch
    {
        "object" => value is JsonObject map && map.All(p => node["properties"]?[p.Key] is JsonObject child && Fits(p.Value!, child)),
        "array" => value is JsonArray list && list.All(item => Fits(item!, node["items"]!.AsObject())),
        "string" => value.GetValueKind() == JsonValueKind.String
            && (node["enum"] is not JsonArray allowed || allowed.Any(a => a!.GetValue<string>() == value.GetValue<string>())),
        "integer" => value.GetValueKind() == JsonValueKind.Number && InRange(value.GetValue<int>(), node),
        "boolean" => value.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        _ => false,
    };

    private static bool InRange(int value, JsonObject node) =>
        value >= (node["minimum"]?.GetValue<int>() ?? int.MinValue) && value <= (node["maximum"]?.GetValue<int>() ?? int.MaxValue);

    private static bool IsTypeMeta(string path) => path is "$.apiVersion" or "$.kind";

    private static string? TypeOf(JsonNode node) => node["type"]?.GetValue<string>();

    // With what stands in them: a filter may hold dots of its own.
    [GeneratedRegex(@"\[[^\]]*\]")]
    private static partial Regex Brackets();
}
