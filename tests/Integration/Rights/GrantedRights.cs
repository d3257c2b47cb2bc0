using System.Text.Json;
using System.Text.Json.Nodes;
using ModelMonitor.Kubernetes;
using ModelMonitor.Tests.Integration.Cluster;

namespace ModelMonitor.Tests.Integration.Rights;

/// <summary>Gives accounts of a test the rules of files in config/rbac, under names of the test's own.</summary>
internal static class GrantedRights
{
    private const string Api = "/apis/rbac.authorization.k8s.io/v1";

    /// <summary>Makes a ClusterRole with the rules of a file.</summary>
    public static Task CreateRoleAsync(ClusterFixture fixture, string name, params string[] file)
    {
        var rules = YamlJson.Parse(File.ReadAllText(Repository.PathOf(["config", "rbac", .. file])))!["rules"]!.DeepClone();
        var role = new JsonObject { ["metadata"] = new JsonObject { ["name"] = name }, ["rules"] = rules };
        return fixture.Client.SendRawAsync(HttpMethod.Post, $"{Api}/clusterroles", role.ToJsonString());
    }

    /// <summary>Binds a ClusterRole, in a namespace or, without one, everywhere.</summary>
    /// <param name="fixture">The cluster.</param>
    /// <param name="role">The role; the binding gets its name.</param>
    /// <param name="ns">The namespace, or null.</param>
    /// <param name="subject">Its name, as the server knows it.</param>
    /// <param name="kind">User or Group.</param>
    public static Task BindAsync(ClusterFixture fixture, string role, string? ns, string subject, string kind = "User") => fixture.Client.SendRawAsync(
        HttpMethod.Post,
        ns is null ? $"{Api}/clusterrolebindings" : $"{Api}/namespaces/{ns}/rolebindings",
        JsonSerializer.Serialize(new
        {
            metadata = new { name = role },
            roleRef = new { apiGroup = "rbac.authorization.k8s.io", kind = "ClusterRole", name = role },
            subjects = new[] { new { apiGroup = "rbac.authorization.k8s.io", kind, name = subject } },
        }));

    /// <summary>Takes a binding in a namespace away.</summary>
    public static Task UnbindAsync(ClusterFixture fixture, string role, string ns) =>
        fixture.Client.SendRawAsync(HttpMethod.Delete, $"{Api}/namespaces/{ns}/rolebindings/{role}");

    /// <summary>Whether a user may do something, as the server's authorizer says.</summary>
    public static async Task<bool> MayAsync(ClusterFixture fixture, string user, object resourceAttributes)
    {
        var body = JsonSerializer.Serialize(new { spec = new { user, groups = new[] { "system:authenticated" }, resourceAttributes } });
        var answer = await fixture.Client.SendRawAsync(HttpMethod.Post, "/apis/authorization.k8s.io/v1/subjectaccessreviews", body);
        return (bool)answer!["status"]!["allowed"]!;
    }

    /// <summary>A client of an account.</summary>
    public static KubernetesClient ClientOf(ClusterFixture fixture, string token, string? actor = null) =>
        new(fixture.Config with { ClientCertificate = null, ClientCertificateChain = null, Token = new StaticTokenSource(token) }, actor: actor);
}
