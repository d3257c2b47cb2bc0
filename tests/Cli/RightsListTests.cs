using System.Text.Json.Nodes;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Cli;

/// <summary>
/// Every right that an installation gives, written out: who changes what a class asks for has to change this list too, and somebody reads
/// it. The classes, the files in config/rbac and this list agree, or `make generate-check` or this test fails.
/// </summary>
public sealed class RightsListTests
{
    private const string Shared = """
        pods: get,list,watch
        apps deployments,statefulsets: list,watch
        autoscaling horizontalpodautoscalers: list,watch
        events.k8s.io events: create,patch
        keda.sh scaledobjects: list,watch
        modelmonitor.dev modelmonitors: get,list,watch
        modelmonitor.dev modelmonitors/status: patch
        monitoring.coreos.com podmonitors,prometheusrules: get,create,patch,delete
        monitoring.coreos.com prometheuses: list,watch
        """;

    private const string Acting = """
        pods/eviction: create
        apps deployments/scale,statefulsets/scale: get,patch
        """;

    private const string ClusterWide = """
        namespaces: get
        admissionregistration.k8s.io mutatingwebhookconfigurations [modelmonitor-pods]: get,patch
        """;

    private const string Lease = """
        coordination.k8s.io leases: create
        coordination.k8s.io leases [modelmonitor-operator]: get,patch
        """;

    private const string Authority = """
        secrets: create
        secrets [modelmonitor-webhook-ca]: get,patch
        """;

    [Theory]
    [InlineData("role.yaml", Shared, Acting, ClusterWide)]
    [InlineData("leader_election_role.yaml", Lease, Authority)]
    [InlineData("impersonate/role.yaml", Shared, ClusterWide, "serviceaccounts [modelmonitor-actor]: impersonate")]
    [InlineData("impersonate/leader_election_role.yaml", Lease, Authority)]
    [InlineData("impersonate/actor_role.yaml", Acting)]
    [InlineData("namespaced/role.yaml", Shared, Acting)]
    [InlineData("namespaced/leader_election_role.yaml", Lease)]
    [InlineData("metrics/auth_role.yaml", "authentication.k8s.io tokenreviews: create", "authorization.k8s.io subjectaccessreviews: create")]
    [InlineData("metrics/reader_role.yaml", "/metrics: get")]
    [InlineData("users/view_role.yaml", "modelmonitor.dev modelmonitors,modelmonitors/status: get,list,watch")]
    [InlineData("users/edit_role.yaml", "modelmonitor.dev modelmonitors: create,update,patch,delete,deletecollection")]
    public void A_role_gives_these_rights_and_no_others(string file, params string[] rights)
    {
        var role = YamlJson.Parse(File.ReadAllText(Repository.PathOf("config", "rbac", file)))!;
        Assert.Equal(
            rights.SelectMany(r => r.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Order(StringComparer.Ordinal),
            role["rules"]!.AsArray().Select(Line!).Order(StringComparer.Ordinal));
        Assert.Equal(!file.Contains("leader", StringComparison.Ordinal) && !file.StartsWith("namespaced", StringComparison.Ordinal), (string?)role["kind"] == "ClusterRole");
    }

    [Fact]
    public void The_document_on_rights_names_every_resource()
    {
        var document = File.ReadAllText(Repository.PathOf("docs", "rights.md"));
        var resources = Directory.EnumerateFiles(Repository.PathOf("config", "rbac"), "*role.yaml", SearchOption.AllDirectories)
            .SelectMany(f => YamlJson.Parse(File.ReadAllText(f))!["rules"]!.AsArray())
            .SelectMany(r => Words(r!["resources"] ?? r["nonResourceURLs"]));
        Assert.All(resources, r => Assert.Contains(r, document, StringComparison.Ordinal));
    }

    private static string Line(JsonNode rule)
    {
        var names = rule["resourceNames"] is { } some ? $" [{string.Join(',', Words(some))}]" : "";
        var what = string.Join(',', Words(rule["resources"] ?? rule["nonResourceURLs"]));
        return $"{string.Join(',', Words(rule["apiGroups"]))} {what}{names}: {string.Join(',', Words(rule["verbs"]))}".Trim();
    }

    private static IEnumerable<string> Words(JsonNode? list) => list?.AsArray().Select(w => w!.ToString()) ?? [];
}
