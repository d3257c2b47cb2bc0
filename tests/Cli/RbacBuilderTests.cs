using System.Reflection;
using System.Text.Json.Nodes;
using ModelMonitor.Cli.Manifests;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Cli;

public sealed class RbacBuilderTests
{
    private static readonly RbacAttribute[] Rights =
        [.. typeof(ScaleRights).GetCustomAttributes<RbacAttribute>(), .. typeof(OperatorRights).GetCustomAttributes<RbacAttribute>()];

    [Fact]
    public void Rights_of_all_classes_become_one_sorted_role()
    {
        var expected = JsonNode.Parse("""
            [{"apiGroups": [""], "resources": ["namespaces"], "verbs": ["get"]},
             {"apiGroups": [""], "resources": ["pods"], "verbs": ["get", "list", "watch"]},
             {"apiGroups": ["apps"], "resources": ["deployments/scale", "statefulsets/scale"], "verbs": ["get", "patch"]},
             {"apiGroups": ["events.k8s.io"], "resources": ["events"], "verbs": ["create", "patch"]},
             {"apiGroups": ["modelmonitor.dev"], "resources": ["modelmonitors"], "verbs": ["get", "list", "watch"]},
             {"apiGroups": ["modelmonitor.dev"], "resources": ["modelmonitors/status"], "verbs": ["patch"]}]
            """);
        var rules = RbacBuilder.Build(Rights)["role.yaml"]!["rules"]!;
        Assert.True(JsonNode.DeepEquals(expected, rules), rules.ToJsonString());
    }

    [Fact]
    public void Rights_in_the_own_namespace_stay_in_it_and_keep_their_names()
    {
        var role = RbacBuilder.Build(Rights)["leader_election_role.yaml"]!;
        Assert.Equal("Role", (string?)role["kind"]);
        Assert.Equal("modelmonitor-system", (string?)role["metadata"]!["namespace"]);
        var expected = JsonNode.Parse("""
            [{"apiGroups": ["coordination.k8s.io"], "resources": ["leases"], "verbs": ["create"]},
             {"apiGroups": ["coordination.k8s.io"], "resources": ["leases"], "resourceNames": ["modelmonitor-operator"],
              "verbs": ["get", "update", "patch"]}]
            """);
        Assert.True(JsonNode.DeepEquals(expected, role["rules"]), role.ToJsonString());
    }

    [Fact]
    public void Bindings_lead_from_the_account_to_its_roles()
    {
        var manifests = RbacBuilder.Build(Rights);
        foreach (var (binding, role) in new[] { ("role_binding.yaml", "role.yaml"), ("leader_election_role_binding.yaml", "leader_election_role.yaml") })
        {
            Assert.Equal((string?)manifests[role]!["kind"], (string?)manifests[binding]!["roleRef"]!["kind"]);
            Assert.Equal((string?)manifests[role]!["metadata"]!["name"], (string?)manifests[binding]!["roleRef"]!["name"]);
            var subject = manifests[binding]!["subjects"]![0]!;
            var account = manifests["service_account.yaml"]!["metadata"]!;
            Assert.Equal((string?)account["name"], (string?)subject["name"]);
            Assert.Equal((string?)account["namespace"], (string?)subject["namespace"]);
        }
    }

    [Fact]
    public void Without_rights_in_the_own_namespace_there_is_no_role_for_it()
    {
        var manifests = RbacBuilder.Build(typeof(OperatorRights).GetCustomAttributes<RbacAttribute>());
        Assert.Null(manifests["leader_election_role.yaml"]);
        Assert.Null(manifests["leader_election_role_binding.yaml"]);
    }

    [Fact]
    public void Impersonating_the_operator_may_act_as_the_actor_and_the_actor_may_act()
    {
        var manifests = RbacBuilder.Build(Rights);
        var rules = manifests["impersonate/role.yaml"]!["rules"]!.ToJsonString();
        Assert.DoesNotContain("scale", rules, StringComparison.Ordinal);
        Assert.Contains("""{"apiGroups":[""],"resources":["serviceaccounts"],"resourceNames":["modelmonitor-actor"],"verbs":["impersonate"]}""", rules, StringComparison.Ordinal);
        Assert.Equal(
            """[{"apiGroups":["apps"],"resources":["deployments/scale","statefulsets/scale"],"verbs":["get","patch"]}]""",
            manifests["impersonate/actor_role.yaml"]!["rules"]!.ToJsonString());
        Assert.DoesNotContain("impersonate", manifests["role.yaml"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Namespaced_there_is_nothing_of_the_cluster()
    {
        var namespaced = RbacBuilder.Build(Rights).Where(m => m.Key.StartsWith("namespaced/", StringComparison.Ordinal)).ToList();
        Assert.Equal(5, namespaced.Count);
        Assert.All(namespaced, m => Assert.Equal("modelmonitor-system", (string?)m.Value!["metadata"]!["namespace"]));
        Assert.All(namespaced, m => Assert.DoesNotContain("Cluster", m.Value!.ToJsonString(), StringComparison.Ordinal));
        Assert.All(namespaced, m => Assert.DoesNotContain("\"namespaces\"", m.Value!.ToJsonString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Reviews_of_tokens_have_a_role_of_their_own()
    {
        var manifests = RbacBuilder.Build(Rights);
        Assert.Contains("tokenreviews", manifests["metrics/auth_role.yaml"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.All(manifests.Where(m => m.Key != "metrics/auth_role.yaml"), m => Assert.DoesNotContain("tokenreviews", m.Value?.ToJsonString() ?? "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("*", "get")]
    [InlineData("pods/*", "get")]
    [InlineData("pods", "*")]
    [InlineData("pods", "")]
    [InlineData("", "get")]
    public void Wildcards_and_blanks_are_refused(string resources, string verbs) =>
        Assert.Throws<InvalidOperationException>(() => RbacBuilder.Build([new RbacAttribute("", resources, verbs)]));
}
