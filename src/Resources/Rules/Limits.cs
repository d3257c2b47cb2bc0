using System.Collections;
using System.Text.Json.Serialization.Metadata;
using ModelMonitor.Kubernetes;
using ModelMonitor.Resources.Schema;

namespace ModelMonitor.Resources.Rules;

/// <summary>
/// The run-time twin of the schema's limits: walks an object by the same JSON contract and attributes that the schema is generated
/// from, and says what the API server would say. An object stored under an earlier, wider schema may break them.
/// </summary>
internal static class Limits
{
    public static void Check(object value, JsonTypeInfo type, string path, List<Violation> found)
    {
        foreach (var property in type.Properties.Where(p => p.Get is not null))
        {
            var held = property.Get!(value);
            var isRequired = Find<RequiredAttribute>(property) is not null;
            // A number left out cannot be told from 0 here; its range speaks for it.
            if (isRequired && held is null or "") found.Add(new($"{path}.{property.Name}", "Required value"));
            else if (held is not null) CheckValue(held, property, type, $"{path}.{property.Name}", found);
        }
    }

    private static void CheckValue(object value, JsonPropertyInfo property, JsonTypeInfo owner, string path, List<Violation> found)
    {
        var type = owner.Options.GetTypeInfo(property.PropertyType);
        if (type.Kind == JsonTypeInfoKind.Object) Check(value, type, path, found);
        else if (value is IList list) CheckList(list, property, owner.Options.GetTypeInfo(type.ElementType!), path, found);
        else if (value is int number) CheckRange(number, property, path, found);
        else if (value is string or IntOrString { IsInteger: false }) CheckText(value.ToString() ?? "", property, path, found);
    }

    private static void CheckList(IList list, JsonPropertyInfo property, JsonTypeInfo items, string path, List<Violation> found)
    {
        if (Find<ItemsAttribute>(property) is { } limit && list.Count > limit.Max)
            found.Add(new(path, $"Too many: {list.Count}: must have at most {limit.Max} items"));
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] is not { } item) found.Add(new($"{path}[{i}]", "Required value"));
            else if (items.Kind == JsonTypeInfoKind.Object) Check(item, items, $"{path}[{i}]", found);
            else if (item is string text) CheckText(text, property, $"{path}[{i}]", found);
        }
    }

    private static void CheckRange(int number, JsonPropertyInfo property, string path, List<Violation> found)
    {
        if (Find<RangeAttribute>(property) is not { } range) return;
        if (number < range.Min) found.Add(new(path, $"should be greater than or equal to {range.Min}"));
        if (number > range.Max) found.Add(new(path, $"should be less than or equal to {range.Max}"));
    }

    private static void CheckText(string text, JsonPropertyInfo property, string path, List<Violation> found)
    {
        if (Find<TextAttribute>(property) is { } limit && text.EnumerateRunes().Count() > limit.Max)
            found.Add(new(path, $"Too long: may not be more than {limit.Max} bytes"));
        if (Find<OneOfAttribute>(property) is { } choice && !choice.Values.Contains(text))
            found.Add(new(path, $"Unsupported value: \"{text}\": supported values: {string.Join(", ", choice.Values.Select(v => $"\"{v}\""))}"));
    }

    private static T? Find<T>(JsonPropertyInfo property)
        where T : Attribute =>
        property.AttributeProvider?.GetCustomAttributes(typeof(T), inherit: false) is [T attribute] ? attribute : null;
}
