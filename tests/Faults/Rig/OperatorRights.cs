using System.Text.Json;
using System.Text.Json.Nodes;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Faults.Rig;

/// <summary>
/// What an operator's service account may do in the test's namespace. Every change is in force when the call returns: the server judges by
/// caches of roles and bindings, which follow. What replaces a binding is in force before the old one goes, so that no other right is
/// missed in between.
/// </summary>
/// <param name="admin">Who may change rights.</param>
/// <param name="ns">The namespace.</param>
/// <param name="account">The service account.</param>
public sealed class OperatorRights(KubernetesClient admin, string ns, string account)
{
    // As config/rbac names them.
    internal const string OperatorRole = "modelmonitor-operator";
    private const string LeaseRole = "modelmonitor-operator-leader-election";

    /// <summary>An API group that nobody serves: a right on it shows that the role it stands in is in force.</summary>
    private const string MarkerGroup = "marker.test";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly Right Usual = new("list", "modelmonitor.dev", "modelmonitors");
    private static readonly Right Lease = new("get", "coordination.k8s.io", "leases", "modelmonitor-operator");
    private readonly string _bindings = $"/apis/rbac.authorization.k8s.io/v1/namespaces/{ns}/rolebindings";
    private string? _binding;
    private Right? _missing;
    private int _changes;

    private sealed record Right(string Verb, string Group, string Resource, string Name = "");

    /// <summary>Gives the rights of the operator's ClusterRole, also those that <see cref="BindWithoutAsync"/> took.</summary>
    public async Task BindAsync()
    {
        await ReplaceAsync("ClusterRole", OperatorRole, _missing ?? Usual);
        _missing = null;
    }

    /// <summary>Takes the rights of the operator's ClusterRole away.</summary>
    public async Task UnbindAsync()
    {
        await UnbindAsync(_binding!);
        _binding = null;
        await InForceAsync(Usual, isAllowed: false);
    }

    /// <summary>Takes one right away and leaves all others.</summary>
    /// <param name="resource">The resource as the ClusterRole names it, for example <c>modelmonitors/status</c>.</param>
    /// <param name="verbs">What it may no longer do.</param>
    public async Task BindWithoutAsync(string resource, params string[] verbs)
    {
        var role = (await admin.SendRawAsync(HttpMethod.Get, $"/apis/rbac.authorization.k8s.io/v1/clusterroles/{OperatorRole}"))!;
        var rules = new JsonArray();
        foreach (var rule in role["rules"]!.AsArray())
        {
            foreach (var one in rule!["resources"]!.AsArray().Select(r => r!.ToString()))
            {
                var had = rule["verbs"]!.AsArray().Select(v => v!.ToString()).ToList();
                var left = had.Where(v => one != resource || !verbs.Contains(v)).ToArray();
                if (left.Length < had.Count) _missing = new(had.Except(left).First(), rule["apiGroups"]![0]!.ToString(), resource, $"{rule["resourceNames"]?[0]}");
                if (left.Length == 0) continue;
                var part = rule.DeepClone();
                (part["resources"], part["verbs"]) = (new JsonArray(one), JsonSerializer.SerializeToNode(left));
                rules.Add(part);
            }
        }

        await BindRulesAsync(rules);
        await InForceAsync(_missing!, isAllowed: false);
    }

    /// <summary>Gives the rules of a file in config/rbac instead of the ClusterRole's, in the test's namespace.</summary>
    /// <param name="file">The file's path.</param>
    public Task BindFileAsync(params string[] file) => BindRulesAsync(RulesOf(file));

    /// <summary>Gives an account of the test's namespace the rules of a file in config/rbac: what a team does for its actor. In force soon after.</summary>
    /// <param name="actor">The account's name; it need not exist.</param>
    /// <param name="file">The file's path.</param>
    public async Task GrantAsync(string actor, params string[] file)
    {
        await CreateRoleAsync(actor, RulesOf(file));
        await BindAsync(actor, "Role", actor, actor);
    }

    /// <summary>Gives the rights on the Lease.</summary>
    public async Task BindLeaseAsync()
    {
        await BindAsync($"{account}-lease", "Role", LeaseRole);
        await InForceAsync(Lease, isAllowed: true);
    }

    /// <summary>Takes the rights on the Lease away.</summary>
    public async Task UnbindLeaseAsync()
    {
        await UnbindAsync($"{account}-lease");
        await InForceAsync(Lease, isAllowed: false);
    }

    private static JsonArray RulesOf(string[] file) =>
        YamlJson.Parse(File.ReadAllText(Repository.PathOf(["config", "rbac", .. file])))!["rules"]!.DeepClone().AsArray();

    private async Task BindRulesAsync(JsonArray rules)
    {
        var name = $"{account}-part-{++_changes}";
        rules.Add(new JsonObject { ["apiGroups"] = new JsonArray(MarkerGroup), ["resources"] = new JsonArray(name), ["verbs"] = new JsonArray("get") });
        await CreateRoleAsync(name, rules);
        await ReplaceAsync("Role", name, new("get", MarkerGroup, name));
    }

    private async Task ReplaceAsync(string kind, string role, Right proof)
    {
        var before = _binding;
        _binding = $"{account}-{++_changes}";
        await BindAsync(_binding, kind, role);
        await InForceAsync(proof, isAllowed: true);
        if (before is not null) await UnbindAsync(before);
    }

    private Task<JsonNode?> CreateRoleAsync(string name, JsonArray rules) => admin.SendRawAsync(
        HttpMethod.Post,
        $"/apis/rbac.authorization.k8s.io/v1/namespaces/{ns}/roles",
        new JsonObject { ["metadata"] = new JsonObject { ["name"] = name }, ["rules"] = rules }.ToJsonString());

    private Task<JsonNode?> BindAsync(string name, string kind, string role, string? subject = null) => admin.SendRawAsync(HttpMethod.Post, _bindings, JsonSerializer.Serialize(new
    {
        metadata = new { name },
        roleRef = new { apiGroup = "rbac.authorization.k8s.io", kind, name = role },
        subjects = new[] { new { kind = "ServiceAccount", name = subject ?? account, @namespace = ns } },
    }));

    private Task<JsonNode?> UnbindAsync(string name) => admin.SendRawAsync(HttpMethod.Delete, $"{_bindings}/{name}");

    private Task InForceAsync(Right right, bool isAllowed)
    {
        var (resource, subresource) = right.Resource.Split('/') is [var whole, var sub] ? (whole, sub) : (right.Resource, "");
        var review = JsonSerializer.Serialize(new
        {
            spec = new
            {
                user = $"system:serviceaccount:{ns}:{account}",
                resourceAttributes = new { @namespace = ns, verb = right.Verb, group = right.Group, resource, subresource, name = right.Name },
            },
        });
        return Eventually.TrueAsync(
            $"{account} {(isAllowed ? "may" : "may not")} {right.Verb} {right.Resource}",
            async () => (await admin.SendRawAsync(HttpMethod.Post, "/apis/authorization.k8s.io/v1/subjectaccessreviews", review))!["status"]!["allowed"]!.GetValue<bool>() == isAllowed,
            Deadline);
    }
}
