using System.Text.Json.Nodes;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Cli.Manifests;

/// <summary>Merges the rights that classes ask for into roles with one rule per group and set of verbs, sorted.</summary>
public static class RbacBuilder
{
    /// <summary>Name of the service account, and of the roles bound to it.</summary>
    public const string Account = "modelmonitor-operator";

    /// <summary>Name of the account that acts in each namespace in mode <c>impersonate</c>, and of the role for it.</summary>
    public const string Actor = "modelmonitor-actor";

    /// <summary>The operator's own namespace.</summary>
    public const string Namespace = "modelmonitor-system";

    // The order in which people read them; what is not listed comes last.
    private static readonly string[] VerbOrder = ["get", "list", "watch", "create", "update", "patch", "delete"];

    /// <summary>Builds the manifests by path; null stands for a file that must not be there.</summary>
    /// <remarks>
    /// Mode <c>direct</c> lies in the folder itself, the others in folders of their names, each complete. Roles that every mode may use
    /// lie in the folder itself.
    /// </remarks>
    /// <param name="rights">The rights that are needed.</param>
    /// <exception cref="InvalidOperationException">A right has a wildcard or names nothing.</exception>
    public static IReadOnlyDictionary<string, JsonObject?> Build(IEnumerable<RbacAttribute> rights)
    {
        var all = rights.ToList();
        var files = new Dictionary<string, JsonObject?>();
        Add(files, "", "ClusterRole", all.Where(r => r.Part is RbacPart.Core or RbacPart.Webhook));
        Add(files, "impersonate/", "ClusterRole", all.Where(r => r is { Part: RbacPart.Core, AsActor: false } or { Part: RbacPart.Webhook or RbacPart.Impersonation }));
        Add(files, "namespaced/", "Role", all.Where(r => r is { Part: RbacPart.Core, ClusterScoped: false }));
        AddRole(files, "impersonate/actor_role.yaml", Actor, Rules(all.Where(r => r.AsActor)));
        AddRole(files, "metrics/auth_role.yaml", $"{Account}-metrics-auth", Rules(all.Where(r => r.Part == RbacPart.SecureMetrics)));
        files["metrics/auth_role_binding.yaml"] = files["metrics/auth_role.yaml"] is null ? null : Binding("ClusterRole", $"{Account}-metrics-auth", null);
        return files;
    }

    // One installation: the account, what it may do where monitors are, and in its own namespace.
    private static void Add(Dictionary<string, JsonObject?> files, string folder, string kind, IEnumerable<RbacAttribute> rights)
    {
        const string leader = $"{Account}-leader-election";
        var ns = kind == "Role" ? Namespace : null;
        var all = rights.ToList();
        var own = Rules(all.Where(r => r.OwnNamespace));
        files[$"{folder}service_account.yaml"] = Object("v1", "ServiceAccount", Account, Namespace);
        files[$"{folder}role.yaml"] = Role(kind, Account, ns, Rules(all.Where(r => !r.OwnNamespace)));
        files[$"{folder}role_binding.yaml"] = Binding(kind, Account, ns);
        files[$"{folder}leader_election_role.yaml"] = own.Count > 0 ? Role("Role", leader, Namespace, own) : null;
        files[$"{folder}leader_election_role_binding.yaml"] = own.Count > 0 ? Binding("Role", leader, Namespace) : null;
    }

    private static void AddRole(Dictionary<string, JsonObject?> files, string path, string name, JsonArray rules) =>
        files[path] = rules.Count > 0 ? Role("ClusterRole", name, null, rules) : null;

    private static JsonArray Rules(IEnumerable<RbacAttribute> rights)
    {
        // What each resource needs, all classes together; then the resources of a group that need the same, together.
        var rules = rights
            .SelectMany(r => Words(r.Resources).Select(resource => (r.Group, Resource: resource, Names: r.Names ?? "", Verbs: Words(r.Verbs))))
            .GroupBy(r => (r.Group, r.Resource, r.Names), r => r.Verbs)
            .Select(g => (g.Key.Group, g.Key.Resource, g.Key.Names, Verbs: string.Join(',', Sorted(g.SelectMany(v => v).Distinct()))))
            .GroupBy(r => (r.Group, r.Names, r.Verbs), r => r.Resource)
            .OrderBy(g => g.Key.Group, StringComparer.Ordinal)
            .ThenBy(g => g.Min(StringComparer.Ordinal), StringComparer.Ordinal)
            .ThenBy(g => g.Key.Names, StringComparer.Ordinal);
        return new([.. rules.Select(g =>
        {
            var rule = new JsonObject { ["apiGroups"] = new JsonArray(g.Key.Group), ["resources"] = List(g.Order(StringComparer.Ordinal)) };
            if (g.Key.Names.Length > 0) rule["resourceNames"] = List(Words(g.Key.Names));
            rule["verbs"] = List(Words(g.Key.Verbs));
            return rule;
        })]);
    }

    private static JsonObject Role(string kind, string name, string? @namespace, JsonArray rules)
    {
        var role = Object("rbac.authorization.k8s.io/v1", kind, name, @namespace);
        role["rules"] = rules;
        return role;
    }

    private static JsonObject Binding(string roleKind, string name, string? @namespace)
    {
        var binding = Object("rbac.authorization.k8s.io/v1", $"{roleKind}Binding", name, @namespace);
        binding["roleRef"] = new JsonObject { ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = roleKind, ["name"] = name };
        binding["subjects"] = new JsonArray(new JsonObject { ["kind"] = "ServiceAccount", ["name"] = Account, ["namespace"] = Namespace });
        return binding;
    }

    private static JsonObject Object(string apiVersion, string kind, string name, string? @namespace)
    {
        var metadata = new JsonObject { ["name"] = name };
        if (@namespace is not null) metadata["namespace"] = @namespace;
        metadata["labels"] = new JsonObject { ["app.kubernetes.io/name"] = "modelmonitor" };
        return new() { ["apiVersion"] = apiVersion, ["kind"] = kind, ["metadata"] = metadata };
    }

    private static string[] Words(string list)
    {
        var words = list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return words.Length > 0 && !words.Any(w => w.Contains('*', StringComparison.Ordinal))
            ? words
            : throw new InvalidOperationException($"right on '{list}': name each resource and verb, no wildcards");
    }

    private static IEnumerable<string> Sorted(IEnumerable<string> verbs) =>
        verbs.OrderBy(v => Array.IndexOf(VerbOrder, v) is var at and >= 0 ? at : VerbOrder.Length).ThenBy(v => v, StringComparer.Ordinal);

    private static JsonArray List(IEnumerable<string> words) => new([.. words.Select(w => (JsonNode)w)]);
}
