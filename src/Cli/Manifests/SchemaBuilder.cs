using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using ModelMonitor.Kubernetes;
using ModelMonitor.Resources.Schema;

namespace ModelMonitor.Cli.Manifests;

/// <summary>
/// Writes a C# type as an OpenAPI v3 schema of a CRD. Names and types come from the JSON contract that the operator reads with, defaults
/// from the initial values, descriptions from the XML docs, limits and rules from the attributes: each has one source.
/// </summary>
public static class SchemaBuilder
{
    // meta/v1.Condition belongs to the client's room, which knows nothing of schemas; the limits are those of the Kubernetes API.
    private static readonly Dictionary<(Type, string), Attribute[]> Foreign = new()
    {
        [(typeof(Condition), "type")] = [new RequiredAttribute(), new TextAttribute(316)],
        [(typeof(Condition), "status")] = [new RequiredAttribute(), new OneOfAttribute("True", "False", "Unknown")],
        [(typeof(Condition), "lastTransitionTime")] = [new RequiredAttribute()],
        [(typeof(Condition), "reason")] = [new RequiredAttribute(), new TextAttribute(1024)],
        [(typeof(Condition), "message")] = [new RequiredAttribute(), new TextAttribute(32768)],
    };

    /// <summary>Builds the schema of a whole custom resource.</summary>
    /// <param name="type">The JSON contract of the custom resource's type.</param>
    /// <returns>The value of <c>openAPIV3Schema</c>.</returns>
    /// <exception cref="NotSupportedException">A property has a type that a CRD cannot carry; the message gives its path.</exception>
    public static JsonObject Build(JsonTypeInfo type) => Object(type, NewInstance(type), XmlDocs.Of(type.Type), []);

    private static JsonObject Object(JsonTypeInfo type, object instance, string? description, IEnumerable<Type> parents)
    {
        if (parents.Contains(type.Type)) throw new NotSupportedException($"{type.Type}: a CRD cannot carry a type that contains itself");
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var property in type.Properties.Where(p => p.Get is not null))
        {
            properties[property.Name] = Property(type, property, property.Get!(instance), [.. parents, type.Type]);
            if (Has<RequiredAttribute>(Attributes(type, property))) required.Add(property.Name);
        }

        var node = new JsonObject { ["description"] = description, ["type"] = "object", ["properties"] = properties };
        if (required.Count > 0) node["required"] = required;
        AddRules(node, type.Type.GetCustomAttributes<RuleAttribute>());
        return node;
    }

    private static JsonObject Property(JsonTypeInfo owner, JsonPropertyInfo property, object? initial, List<Type> parents)
    {
        var attributes = Attributes(owner, property);
        var type = owner.Options.GetTypeInfo(property.PropertyType);
        var description = property.AttributeProvider is PropertyInfo source ? XmlDocs.Of(source) : null;
        var node = type.Type == typeof(ObjectMeta)
            ? new JsonObject { ["type"] = "object" }
            : Value(type, attributes, initial, description, $"{owner.Type.Name}.{property.Name}", parents);
        var isRoot = parents.Count == 1;
        if (!isRoot && !Has<RequiredAttribute>(attributes) && Default(type, property, initial) is { } value) node["default"] = value;
        AddRules(node, attributes.OfType<RuleAttribute>());
        return node;
    }

    private static JsonObject Value(
        JsonTypeInfo type, Attribute[] attributes, object? initial, string? description, string path, List<Type> parents)
    {
        if (type.Kind == JsonTypeInfoKind.Object) return Object(type, initial ?? NewInstance(type), description ?? XmlDocs.Of(type.Type), parents);

        var node = new JsonObject();
        if (description is not null) node["description"] = description;
        if (type.Kind == JsonTypeInfoKind.Enumerable) AddList(node, type, attributes, path, parents);
        else if (type.Kind == JsonTypeInfoKind.Dictionary) AddMap(node, type, attributes, path, parents);
        else AddScalar(node, type, attributes, path);
        return node;
    }

    private static void AddList(JsonObject node, JsonTypeInfo type, Attribute[] attributes, string path, List<Type> parents)
    {
        var items = type.Options.GetTypeInfo(type.ElementType!);
        node["type"] = "array";
        node["items"] = Value(items, ForItems(attributes), initial: null, description: null, $"{path}[]", parents);
        if (attributes.OfType<ItemsAttribute>().SingleOrDefault() is not { } limit) return;
        node["maxItems"] = limit.Max;
        if (limit.MapKey is not { } key) return;
        node["x-kubernetes-list-type"] = "map";
        node["x-kubernetes-list-map-keys"] = new JsonArray(key);
    }

    private static void AddMap(JsonObject node, JsonTypeInfo type, Attribute[] attributes, string path, List<Type> parents)
    {
        var values = type.Options.GetTypeInfo(type.ElementType!);
        node["type"] = "object";
        node["additionalProperties"] = Value(values, ForItems(attributes), initial: null, description: null, $"{path}[]", parents);
        if (attributes.OfType<ItemsAttribute>().SingleOrDefault() is { } limit) node["maxProperties"] = limit.Max;
    }

    private static void AddScalar(JsonObject node, JsonTypeInfo type, Attribute[] attributes, string path)
    {
        var clr = Nullable.GetUnderlyingType(type.Type) ?? type.Type;
        if (clr == typeof(IntOrString)) node["x-kubernetes-int-or-string"] = true;
        // Only in the operator's configuration.
        else if (clr == typeof(JsonElement)) node["type"] = new JsonArray("string", "number", "boolean");
        else node["type"] = TypeName(clr, path);

        if (clr == typeof(int)) node["format"] = "int32";
        if (clr == typeof(long)) node["format"] = "int64";
        if (clr == typeof(DateTimeOffset)) node["format"] = "date-time";
        if (clr.IsEnum) node["enum"] = new JsonArray([.. Enum.GetValues(clr).Cast<object>().Select(v => Json(v, type.Options.GetTypeInfo(clr)))]);
        foreach (var attribute in attributes)
        {
            if (attribute is TextAttribute text) node["maxLength"] = text.Max;
            if (attribute is OneOfAttribute choice) node["enum"] = new JsonArray([.. choice.Values.Select(v => (JsonNode)v)]);
            if (attribute is not RangeAttribute range) continue;
            node["minimum"] = range.Min;
            if (range.Max < int.MaxValue) node["maximum"] = range.Max;
        }
    }

    private static string TypeName(Type clr, string path) =>
        clr == typeof(string) || clr == typeof(DateTimeOffset) || clr.IsEnum ? "string"
        : clr == typeof(int) || clr == typeof(long) ? "integer"
        : clr == typeof(bool) ? "boolean"
        : throw new NotSupportedException($"{path}: a CRD of ours cannot carry {clr} (no floats; durations and shares are strings)");

    // An object's default is {}, so that the defaults inside it apply; what C# would give anyway is none.
    private static JsonNode? Default(JsonTypeInfo type, JsonPropertyInfo property, object? initial) => initial switch
    {
        null or "" or ICollection { Count: 0 } => null,
        _ when type.Kind == JsonTypeInfoKind.Object => new JsonObject(),
        ValueType when initial.Equals(Activator.CreateInstance(property.PropertyType)) && !type.Type.IsEnum => null,
        _ => Json(initial, type),
    };

    private static void AddRules(JsonObject node, IEnumerable<RuleAttribute> rules)
    {
        foreach (var rule in rules)
        {
            if (node["x-kubernetes-validations"] is not JsonArray list) node["x-kubernetes-validations"] = list = [];
            var written = new JsonObject { ["rule"] = rule.Cel, ["message"] = rule.Message };
            if (rule.FieldPath is { } path) written["fieldPath"] = path;
            if (rule.Reason is { } reason) written["reason"] = reason;
            list.Add(written);
        }
    }

    private static Attribute[] Attributes(JsonTypeInfo owner, JsonPropertyInfo property) =>
        Foreign.GetValueOrDefault((owner.Type, property.Name))
        ?? property.AttributeProvider?.GetCustomAttributes(inherit: false).OfType<Attribute>().ToArray()
        ?? [];

    private static Attribute[] ForItems(Attribute[] attributes) => [.. attributes.Where(a => a is TextAttribute or OneOfAttribute)];

    private static bool Has<T>(Attribute[] attributes) => attributes.OfType<T>().Any();

    private static object NewInstance(JsonTypeInfo type) =>
        type.CreateObject?.Invoke() ?? throw new NotSupportedException($"{type.Type}: has no initial values to take defaults from");

    private static JsonNode? Json(object value, JsonTypeInfo type) => JsonSerializer.SerializeToNode(value, type);
}
