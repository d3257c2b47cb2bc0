using System.Text.Json.Nodes;

namespace ModelMonitor.Actions;

/// <summary>What a sidecar has to know of a pod, read from JSON that may be anything.</summary>
internal sealed class PodJson
{
    private PodJson(JsonObject spec) => Spec = spec;

    /// <summary>The pod's spec.</summary>
    public JsonObject Spec { get; }

    /// <summary>Labels; null when there are none.</summary>
    public JsonObject? Labels { get; private init; }

    /// <summary>Annotations; null when there are none.</summary>
    public JsonObject? Annotations { get; private init; }

    /// <summary>Init containers; null when there are none.</summary>
    public JsonArray? InitContainers { get; private init; }

    /// <summary>Volumes; null when there are none.</summary>
    public JsonArray? Volumes { get; private init; }

    /// <summary>Containers of every kind but ephemeral ones.</summary>
    public IReadOnlyList<JsonObject> Containers { get; private init; } = [];

    /// <summary>Reads a pod; null where fields have a shape that no pod's have.</summary>
    /// <param name="pod">Its JSON.</param>
    /// <exception cref="ArgumentException">A key is there twice.</exception>
    public static PodJson? Of(JsonObject pod)
    {
        if (pod["metadata"] is not JsonObject metadata || pod["spec"] is not JsonObject spec) return null;
        if (spec["containers"] is not JsonArray { Count: > 0 } containers) return null;
        var (labels, annotations) = (metadata["labels"], metadata["annotations"]);
        var (inits, volumes) = (spec["initContainers"], spec["volumes"]);
        if (labels is not (null or JsonObject) || annotations is not (null or JsonObject)) return null;
        if (inits is not (null or JsonArray) || volumes is not (null or JsonArray)) return null;
        return new PodJson(spec)
        {
            Labels = labels as JsonObject,
            Annotations = annotations as JsonObject,
            InitContainers = inits as JsonArray,
            Volumes = volumes as JsonArray,
            Containers = [.. Objects(inits), .. Objects(containers)],
        };
    }

    /// <summary>The objects in a list; none where it is no list.</summary>
    /// <param name="list">The list.</param>
    public static IEnumerable<JsonObject> Objects(JsonNode? list) => (list as JsonArray)?.OfType<JsonObject>() ?? [];

    /// <summary>A text; null where it is none.</summary>
    /// <param name="node">The text.</param>
    public static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    /// <summary>Whether it is <c>true</c>.</summary>
    /// <param name="node">The value.</param>
    public static bool IsTrue(JsonNode? node) => node is JsonValue value && value.TryGetValue(out bool flag) && flag;

    /// <summary>An integer; null where it is none.</summary>
    /// <param name="node">The number.</param>
    public static int? Number(JsonNode? node) => node is JsonValue value && value.TryGetValue(out int number) ? number : null;
}
