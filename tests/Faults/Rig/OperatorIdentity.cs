using System.Text;
using System.Text.Json;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Faults.Rig;

/// <summary>
/// An operator's service account in the test's namespace, with the rights that an installation gives (config/rbac) and no others. Each
/// process has one of its own, so that the audit log tells who wrote what.
/// </summary>
public sealed class OperatorIdentity
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private readonly KubernetesClient _admin;
    private readonly string _ns;
    private int _tokens;

    private OperatorIdentity(KubernetesClient admin, string ns, string name, string folder) =>
        (_admin, _ns, Name, TokenFile) = (admin, ns, name, Path.Combine(folder, "token"));

    /// <summary>The account's name, for example <c>operator-a</c>.</summary>
    public string Name { get; }

    /// <summary>The user as the audit log names it.</summary>
    public string User => $"system:serviceaccount:{_ns}:{Name}";

    /// <summary>The file that holds its token.</summary>
    public string TokenFile { get; }

    /// <summary>All tokens it ever had: bytes that must show up nowhere.</summary>
    public IReadOnlyList<string> Tokens { get; private set; } = [];

    internal static async Task<OperatorIdentity> CreateAsync(FaultCluster cluster, string ns, string name, string folder)
    {
        var identity = new OperatorIdentity(cluster.Admin, ns, name, folder);
        await cluster.CreateAsync($"/api/v1/namespaces/{ns}/serviceaccounts", new { metadata = new { name } });
        await identity.BindAsync(cluster);
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
        await File.WriteAllTextAsync(TokenFile + ".new", token);
        File.Move(TokenFile + ".new", TokenFile, overwrite: true);
        Tokens = [.. Tokens, token];
        if (revokeOld) await _admin.Resource<V1Secret>().DeleteAsync(new(_ns, $"{Name}-{_tokens - 1}"));
    }

    /// <summary>Gives the rights (again).</summary>
    /// <param name="cluster">The cluster.</param>
    public async Task BindAsync(FaultCluster cluster)
    {
        await cluster.CreateAsync($"/apis/rbac.authorization.k8s.io/v1/namespaces/{_ns}/rolebindings", Binding("ClusterRole", "modelmonitor-operator"));
        foreach (var role in FaultCluster.NamespacedRoles)
        {
            await cluster.CreateAsync($"/apis/rbac.authorization.k8s.io/v1/namespaces/{_ns}/rolebindings", Binding("Role", role));
        }

        object Binding(string kind, string role) => new
        {
            metadata = new { name = kind == "Role" ? $"{Name}-{role}" : Name },
            roleRef = new { apiGroup = "rbac.authorization.k8s.io", kind, name = role },
            subjects = new[] { new { kind = "ServiceAccount", name = Name, @namespace = _ns } },
        };
    }

    /// <summary>Takes the rights of the operator's ClusterRole away; <see cref="BindAsync"/> gives them back.</summary>
    public Task UnbindAsync() =>
        _admin.SendRawAsync(HttpMethod.Delete, $"/apis/rbac.authorization.k8s.io/v1/namespaces/{_ns}/rolebindings/{Name}");
}
