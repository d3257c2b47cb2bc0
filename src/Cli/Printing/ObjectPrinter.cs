using System.Text.Json;
using System.Text.Json.Nodes;
using ModelMonitor.Cli.Manifests;
using ModelMonitor.Resources;

namespace ModelMonitor.Cli.Printing;

/// <summary>Prints objects as <c>kubectl get -o json|yaml|name</c> does.</summary>
internal static class ObjectPrinter
{
    /// <summary>Writes indented.</summary>
    public static JsonSerializerOptions Indented { get; } = new() { WriteIndented = true };

    /// <summary>Writes the objects: one as itself when a single name was asked for, otherwise as a list.</summary>
    /// <param name="form">json, yaml or name.</param>
    /// <param name="monitors">The objects.</param>
    /// <param name="isSingle">Whether one name was asked for.</param>
    /// <param name="output">Where to.</param>
    public static void Write(string form, IReadOnlyList<V1Alpha1ModelMonitor> monitors, bool isSingle, TextWriter output)
    {
        if (form == OutputForm.Name)
        {
            foreach (var one in monitors) output.WriteLine($"{V1Alpha1ModelMonitor.Resource.GroupResource.Replace("modelmonitors.", "modelmonitor.", StringComparison.Ordinal)}/{Safe.Line(one.Metadata.Name)}");
            return;
        }

        JsonNode document = isSingle && monitors.Count == 1 ? NodeOf(monitors[0]) : new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "List",
            ["items"] = new JsonArray([.. monitors.Select(NodeOf)]),
        };
        Write(form, document, output);
    }

    /// <summary>Writes a document.</summary>
    /// <param name="form">json or yaml.</param>
    /// <param name="document">The document.</param>
    /// <param name="output">Where to.</param>
    public static void Write(string form, JsonNode document, TextWriter output)
    {
        if (form == OutputForm.Json) output.WriteLine(document.ToJsonString(Indented));
        else output.Write(YamlWriter.Write(document, comment: null));
    }

    private static JsonNode NodeOf(V1Alpha1ModelMonitor monitor) => JsonSerializer.SerializeToNode(monitor, V1Alpha1ModelMonitor.JsonType)!;
}
