using System.Text.Json.Nodes;

namespace ModelMonitor.Tests.Charts;

/// <summary>Wrong values never reach a cluster: Helm refuses them by their names.</summary>
public sealed class RefusedValuesTests
{
    [Theory]
    [InlineData("replica=2", "Additional property replica is not allowed")]
    [InlineData("replicas=-1", "replicas: Must be greater than or equal to 1")]
    [InlineData("replicas=6", "replicas: Must be less than or equal to 5")]
    [InlineData("replicas=two", "replicas: Invalid type")]
    [InlineData("image.digest=sha256:12", "image.digest: Does not match pattern")]
    [InlineData("image.version=1", "image: Additional property version is not allowed")]
    [InlineData("rbac.mode=cluster", "rbac.mode: rbac.mode must be one of the following: \"direct\", \"impersonate\", \"namespaced\"")]
    [InlineData("rbac.actor=Model_Scaler", "rbac.actor: Does not match pattern")]
    [InlineData("rbac.admissionPolicy=always", "rbac.admissionPolicy: rbac.admissionPolicy must be one of the following")]
    [InlineData("metrics.serviceMonitor.enabled=yes please", "metrics.serviceMonitor.enabled: metrics.serviceMonitor.enabled must be one of the following")]
    [InlineData("monitoring.podMonitor.enabled=true", "monitoring: Additional property podMonitor is not allowed")]
    [InlineData("logging.level=Verbose", "logging.level: logging.level must be one of the following")]
    [InlineData("logging.levels.Http=loud", "logging.levels.Http: logging.levels.Http must be one of the following")]
    [InlineData("sources[0].url=http://prometheus", "sources.0: name is required")]
    [InlineData("sources[0].name=prod,sources[0].url=prometheus:9090", "sources.0.url: Does not match pattern")]
    [InlineData("sources[0].name=prod,sources[0].scrapeInterval=15", "sources.0: Additional property scrapeInterval is not allowed")]
    [InlineData("networkPolicy.apiServerPorts[0]=70000", "networkPolicy.apiServerPorts.0: Must be less than or equal to 65535")]
    [InlineData("podLabels.app\\.kubernetes\\.io/name=other", "podLabels: Property name of \"app.kubernetes.io/name\" does not match")]
    [InlineData("topologySpreadConstraints[0].maxSkew=1", "topologySpreadConstraints.0: topologyKey is required")]
    [InlineData("resources.limit.memory=1Gi", "resources: Additional property limit is not allowed")]
    [InlineData("extraArgs[0]=verbose", "extraArgs.0: Does not match pattern")]
    [InlineData("webhook.certManager.issuerRef.nane=x", "webhook.certManager.issuerRef: Additional property nane is not allowed")]
    public async Task A_wrong_value_is_refused_by_its_name(string value, string message) =>
        Assert.Contains(message, await RefusalAsync(value), StringComparison.Ordinal);

    [Theory]
    [InlineData("rbac.mode=namespaced", "Add: --set webhook.enabled=false,metrics.secure=false")]
    [InlineData("rbac.mode=namespaced,metrics.secure=false", "Add: --set webhook.enabled=false")]
    [InlineData("metrics.serviceMonitor.enabled=true,metrics.service.enabled=false", "Add: --set metrics.service.enabled=true")]
    public async Task Values_that_do_not_go_together_are_refused_with_what_to_add(string values, string message) =>
        Assert.Contains(message, await RefusalAsync(values), StringComparison.Ordinal);

    [Fact]
    public void Every_object_of_the_schema_names_all_that_it_may_hold()
    {
        var loose = Loose(JsonNode.Parse(File.ReadAllText(Repository.PathOf("charts", "modelmonitor", "values.schema.json")))!).ToList();
        Assert.Empty(loose);
    }

    // Those with names of their own; objects of Kubernetes (a volume, a toleration) are the API server's to check.
    private static IEnumerable<string> Loose(JsonNode node)
    {
        if (node is JsonObject { } map)
        {
            if (map["properties"] is JsonObject && map["additionalProperties"]?.ToJsonString() != "false") yield return map.GetPath();
            foreach (var (_, child) in map)
                foreach (var path in child is null ? [] : Loose(child)) yield return path;
        }
    }

    private static async Task<string> RefusalAsync(string values) =>
        (await Assert.ThrowsAsync<InvalidOperationException>(() => Helm.TemplateAsync("--set", values))).Message;
}
