using System.Text.Json.Nodes;

namespace ModelMonitor.Tests.Charts;

/// <summary>kubectl apply -k config/default is the same installation as the chart's.</summary>
public sealed class KustomizeTests
{
    [Fact]
    public async Task Kustomize_and_the_chart_run_the_same_pod()
    {
        var kustomized = PodOf(await KustomizedAsync("default"));
        var charted = PodOf(Helm.Objects(await File.ReadAllTextAsync(Repository.PathOf("tests", "Charts", "Golden", "direct.yaml"))));
        Assert.Equal(charted, kustomized);
    }

    [Theory]
    [InlineData("prometheus", "ServiceMonitor,PrometheusRule")]
    [InlineData("grafana", "ConfigMap,ConfigMap")]
    public async Task An_optional_part_can_be_built(string part, string kinds) =>
        Assert.Equal(kinds.Split(',').Order(), (await KustomizedAsync(part)).Select(Helm.Kind).Order());

    [Fact]
    public async Task One_command_installs_everything()
    {
        var kinds = (await KustomizedAsync("default")).Select(Helm.Kind).ToHashSet();
        Assert.Superset(
            new HashSet<string> { "Namespace", "CustomResourceDefinition", "ServiceAccount", "ClusterRole", "Deployment", "PodDisruptionBudget", "NetworkPolicy", "MutatingWebhookConfiguration" },
            kinds);
    }

    private static async Task<IReadOnlyList<JsonNode>> KustomizedAsync(string part) =>
        Helm.Objects(await Command.RunAsync("kubectl", ["kustomize", Repository.PathOf("config", part)]));

    // Names of what it mounts and labels of whom it spreads among are each installation's own.
    private static string PodOf(IEnumerable<JsonNode> objects)
    {
        var pod = objects.Single(o => Helm.Kind(o) == "Deployment")["spec"]!["template"]!["spec"]!.DeepClone();
        foreach (var spread in pod["topologySpreadConstraints"]!.AsArray()) spread!.AsObject().Remove("labelSelector");
        pod.AsObject().Remove("volumes");
        return Sorted(pod)!.ToJsonString();
    }

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => KeyValuePair.Create(m.Key, Sorted(m.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
