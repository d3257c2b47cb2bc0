using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Faults.Rig;

/// <summary>
/// An operator's service account in the test's namespace, with the rights that an installation gives (config/rbac) and no others. Each
/// process has one of its own, so that the audit log tells who wrote what.
/// </summary>
public sealed class OperatorIdentity
{
    // As config/rbac names them.
    internal const string OperatorRole = "modelmonitor-operator";
    private const string LeaseRole = "modelmonitor-operator-leader-election";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private readonly KubernetesClient _admin;
    private readonly string _ns;
    private int _tokens;
    private int _roles;

    private OperatorIdentity(KubernetesClient admin, string ns, string name, string folder) =>
        (_admin, _ns, Name, TokenFile) = (admin, ns, name, Path.Combine(folder, "token"));

    /// <summary>The account's name, for example <c>operator-a</c>.</summary>
    public string Name { get; }

    /// <summary>The user as the audit log names it.</summary>
    public string User => $"system:serviceaccount:{_ns}:{Name}";

    /// <summary>The file that holds its token.</summary>
    public string TokenFile { get; }

    private string Bindings => $"/apis/rbac.authorization.k8s.io/v1/namespaces/{_ns}/rolebindings";

    /// <summary>All tokens it ever had: bytes that must show up nowhere.</summary>
    public IReadOnlyList<string> Tokens { get; private set; } = [];

    internal static async Task<OperatorIdentity> CreateAsync(FaultCluster cluster, string ns, string name, string folder)
    {
        var identity = new OperatorIdentity(cluster.Admin, ns, name, folder);
        await cluster.CreateAsync($"/api/v1/namespaces/{ns}/serviceaccounts", new { metadata = new { name } });
        await identity.BindAsync();
        await identity.BindLeaseAsync();
        await identity.RotateTokenAsync(revokeOld: false);
        return identity;
    }

    /// <summary>Gives the account a new token, in the file and with the server.</summary>
    /// <param name="revokeOld">Whether the server refuses the one before from now on (its cache may honour it some seconds more).</param>
    public async Task RotateTokenAsync(bool revokeOld = true)
    {
        var secret = new ObjectKey(_ns, $"{Name}-{++_tokens}");
        await _admin.SendRawAsync(HttpMethod.Post, $"/api/v1/namespaces/{_ns}/secrets", JsonSerializer.Serialize(new
        {
            metadata = new { name = secret.Name, annotations = new Dictionary<string, string> { ["kubernetes.io/service-account.name"] = Name } },
            type = "kubernetes.io/service-account-token",
        }));
        var token = await Eventually.GetAsync(
            $"the token of {Name}",
            async () => (await _admin.Resource<V1Secret>().GetAsync(secret)).Data?.TryGetValue("token", out var bytes) == true ? Encoding.UTF8.GetString(bytes) : null,
            Deadline);
        // The server's own cache may still have the Secret as it was before the token came into it, and refuses the token until then.
        await Eventually.TrueAsync($"the server takes the token of {Name}", () => IsTakenAsync(token), Deadline);
        await File.WriteAllTextAsync(TokenFile + ".new", token);
        File.Move(TokenFile + ".new", TokenFile, overwrite: true);
        Tokens = [.. Tokens, token];
        if (revokeOld) await _admin.Resource<V1Secret>().DeleteAsync(new(_ns, $"{Name}-{_tokens - 1}"));
    }

    private async Task<bool> IsTakenAsync(string token)
    {
        var review = await _admin.SendRawAsync(
            HttpMethod.Post, "/apis/authentication.k8s.io/v1/tokenreviews", JsonSerializer.Serialize(new { spec = new { token } }));
        return review!["status"]?["authenticated"]?.GetValue<bool>() == true;
    }

    /// <summary>Gives the rights of the operator's ClusterRole, in the test's namespace.</summary>
    public Task BindAsync() => BindAsync(Name, "ClusterRole", OperatorRole);

    /// <summary>Takes the rights of the operator's ClusterRole away.</summary>
    public Task UnbindAsync() => UnbindAsync(Name);

    /// <summary>Takes one right away and leaves all others.</summary>
    /// <param name="resource">The resource as the ClusterRole names it, for example <c>modelmonitors/status</c>.</param>
    /// <param name="verbs">What it may no longer do.</param>
    public async Task BindWithoutAsync(string resource, params string[] verbs)
    {
        var role = (await _admin.SendRawAsync(HttpMethod.Get, $"/apis/rbac.authorization.k8s.io/v1/clusterroles/{OperatorRole}"))!;
        var rules = new JsonArray();
        foreach (var rule in role["rules"]!.AsArray())
        {
            foreach (var one in rule!["resources"]!.AsArray().Select(r => r!.ToString()))
            {
                var left = rule["verbs"]!.AsArray().Select(v => v!.ToString()).Where(v => one != resource || !verbs.Contains(v)).ToArray();
                if (left.Length == 0) continue;
                var part = rule.DeepClone();
                (part["resources"], part["verbs"]) = (new JsonArray(one), JsonSerializer.SerializeToNode(left));
                rules.Add(part);
            }
        }

        await BindRulesAsync(rules);
    }

    /// <summary>Gives the rules of a file in config/rbac instead of the ClusterRole's, in the test's namespace.</summary>
    /// <param name="file">The file's path.</param>
    public Task BindFileAsync(params string[] file) => BindRulesAsync(RulesOf(file));

    /// <summary>Gives an account of the test's namespace the rules of a file in config/rbac: what a team does for its actor.</summary>
    /// <param name="account">The account's name; it need not exist.</param>
    /// <param name="file">The file's path.</param>
    public async Task GrantAsync(string account, params string[] file)
    {
        await CreateRoleAsync(account, RulesOf(file));
        await BindAsync(account, "Role", account, account);
    }

    private static JsonArray RulesOf(string[] file) =>
        YamlJson.Parse(File.ReadAllText(Repository.PathOf(["config", "rbac", .. file])))!["rules"]!.DeepClone().AsArray();

    private async Task BindRulesAsync(JsonArray rules)
    {
        var name = $"{Name}-part-{++_roles}";
        await CreateRoleAsync(name, rules);
        await UnbindAsync();
        await BindAsync(Name, "Role", name);
    }

    private Task<JsonNode?> CreateRoleAsync(string name, JsonArray rules) => _admin.SendRawAsync(
        HttpMethod.Post,
        $"/apis/rbac.authorization.k8s.io/v1/namespaces/{_ns}/roles",
        new JsonObject { ["metadata"] = new JsonObject { ["name"] = name }, ["rules"] = rules }.ToJsonString());

    /// <summary>Gives a right back that <see cref="BindWithoutAsync"/> took.</summary>
    public async Task RebindAsync()
    {
        await UnbindAsync();
        await BindAsync();
    }

    /// <summary>Gives the rights on the Lease.</summary>
    public Task BindLeaseAsync() => BindAsync($"{Name}-lease", "Role", LeaseRole);

    /// <summary>Takes the rights on the Lease away.</summary>
    public Task UnbindLeaseAsync() => UnbindAsync($"{Name}-lease");

    private Task<JsonNode?> BindAsync(string name, string kind, string role, string? account = null) => _admin.SendRawAsync(HttpMethod.Post, Bindings, JsonSerializer.Serialize(new
    {
        metadata = new { name },
        roleRef = new { apiGroup = "rbac.authorization.k8s.io", kind, name = role },
        subjects = new[] { new { kind = "ServiceAccount", name = account ?? Name, @namespace = _ns } },
    }));

    private Task<JsonNode?> UnbindAsync(string name) => _admin.SendRawAsync(HttpMethod.Delete, $"{Bindings}/{name}");
}
