using System.Text.Json.Nodes;

namespace ModelMonitor.Kubernetes;

/// <summary>JSON merge patches (RFC 7386) as the difference of two documents.</summary>
public static class MergePatch
{
    /// <summary>
    /// The smallest merge patch that turns one object into another. Lists are replaced whole, as the RFC says; a member that is
    /// gone becomes an explicit null.
    /// </summary>
    /// <param name="from">The document as the server has it.</param>
    /// <param name="to">The document as it should be. Nulls in it count as absent.</param>
    /// <returns>The patch, or null when there is no difference.</returns>
    public static JsonObject? Between(JsonObject from, JsonObject to)
    {
        var patch = new JsonObject();
        foreach (var (name, wanted) in to)
        {
            if (wanted is null) continue;
            var present = from[name];
            if (present is JsonObject presentObject && wanted is JsonObject wantedObject)
            {
                if (Between(presentObject, wantedObject) is { } inner) patch[name] = inner;
            }
            else if (!JsonNode.DeepEquals(present, wanted))
            {
                patch[name] = wanted.DeepClone();
            }
        }

        foreach (var (name, present) in from)
            if (present is not null && to[name] is null) patch[name] = null;
        return patch.Count == 0 ? null : patch;
    }
}
