using System.Globalization;
using System.Text.Json.Nodes;

namespace ModelMonitor.Tests.Actions;

/// <summary>Applies JSON patches (RFC 6902) as far as they are written here: <c>add</c>, strictly.</summary>
internal static class JsonPatching
{
    /// <summary>The document after the patch; what the RFC refuses throws.</summary>
    public static JsonObject Apply(JsonObject document, JsonArray patch)
    {
        var result = document.DeepClone().AsObject();
        foreach (var operation in patch)
        {
            Assert.Equal("add", (string?)operation!["op"]);
            Add(result, (string)operation["path"]!, operation["value"]!.DeepClone());
        }

        return result;
    }

    private static void Add(JsonNode document, string pointer, JsonNode value)
    {
        var keys = pointer[1..].Split('/').Select(k => k.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)).ToArray();
        var parent = keys[..^1].Aggregate(document, (node, key) => node is JsonArray list
            ? list[int.Parse(key, CultureInfo.InvariantCulture)]!
            : node.AsObject()[key] ?? throw new InvalidOperationException($"{pointer}: there is no {key}"));
        if (parent is not JsonArray array) parent.AsObject()[keys[^1]] = value;
        else if (keys[^1] == "-") array.Add(value);
        else array.Insert(int.Parse(keys[^1], CultureInfo.InvariantCulture), value);
    }
}
