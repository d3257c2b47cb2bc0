using System.Text.Json.Nodes;

namespace ModelMonitor.Operator.Monitoring;

/// <summary>Compares what was written with what a server shows of it: a server adds defaults, and others add fields of their own.</summary>
internal static class JsonSubset
{
    /// <summary>Whether everything wanted is there: of objects every field, of lists every item and no other.</summary>
    /// <param name="wanted">What was written.</param>
    /// <param name="shown">What is there.</param>
    public static bool Holds(JsonNode? wanted, JsonNode? shown) => (wanted, shown) switch
    {
        (JsonObject want, JsonObject show) => want.All(field => show.TryGetPropertyValue(field.Key, out var value) && Holds(field.Value, value)),
        (JsonArray want, JsonArray show) => want.Count == show.Count && want.Zip(show).All(item => Holds(item.First, item.Second)),
        _ => JsonNode.DeepEquals(wanted, shown),
    };
}
