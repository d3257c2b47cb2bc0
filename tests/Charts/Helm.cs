using System.Text.Json.Nodes;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Charts;

/// <summary>The chart, rendered by the real Helm; nothing of it needs a cluster.</summary>
internal static class Helm
{
    private static readonly string Chart = Repository.PathOf("charts", "modelmonitor");

    /// <summary>The objects that the chart makes.</summary>
    /// <param name="arguments">More arguments of <c>helm template</c>, for example <c>--set</c>.</param>
    /// <exception cref="InvalidOperationException">Helm refuses them; the message is its words.</exception>
    public static async Task<IReadOnlyList<JsonNode>> TemplateAsync(params string[] arguments)
    {
        var text = await Command.RunAsync(
            Repository.PathOf("hack", "helm"), ["template", "modelmonitor", Chart, "--namespace", "modelmonitor-system", .. arguments]);
        return Objects(text);
    }

    /// <summary>The objects of a text of several documents.</summary>
    public static IReadOnlyList<JsonNode> Objects(string yaml) =>
        [.. yaml.Split("\n---\n").Select(document => YamlJson.Parse(document.TrimStart('-', '\n'))).OfType<JsonNode>()];

    /// <summary>What identifies an object.</summary>
    public static string Kind(JsonNode item) => item["kind"]!.GetValue<string>();
}
