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
        (_admin, _ns, Name, TokenFile, Rights) = (admin, ns, name, Path.Combine(folder, "token"), new(admin, ns, name));

    /// <summary>The account's name, for example <c>operator-a</c>.</summary>
    public string Name { get; }

    /// <summary>The user as the audit log names it.</summary>
    public string User => $"system:serviceaccount:{_ns}:{Name}";

    /// <summary>The file that holds its token.</summary>
    public string TokenFile { get; }

    /// <summary>What it may do.</summary>
    public OperatorRights Rights { get; }

    /// <summary>All tokens it ever had: bytes that must show up nowhere.</summary>
    public IReadOnlyList<string> Tokens { get; private set; } = [];

    internal static async Task<OperatorIdentity> CreateAsync(FaultCluster cluster, string ns, string name, string folder)
    {
        var identity = new OperatorIdentity(cluster.Admin, ns, name, folder);
        await cluster.CreateAsync($"/api/v1/namespaces/{ns}/serviceaccounts", new { metadata = new { name } });
        await identity.Rights.BindAsync();
        await identity.Rights.BindLeaseAsync();
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

    /// <summary>Writes a kubeconfig with which this account talks to the API server itself, past every proxy.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="file">Where it goes.</param>
    public async Task WriteKubeconfigAsync(FaultCluster cluster, string file)
    {
        var kubeconfig = YamlJson.Parse(await File.ReadAllTextAsync(cluster.Local.Kubeconfig))!;
        kubeconfig["users"]![0]!["user"] = JsonSerializer.SerializeToNode(new { tokenFile = TokenFile });
        await File.WriteAllTextAsync(file, kubeconfig.ToJsonString());
    }

    private async Task<bool> IsTakenAsync(string token)
    {
        var review = await _admin.SendRawAsync(
            HttpMethod.Post, "/apis/authentication.k8s.io/v1/tokenreviews", JsonSerializer.Serialize(new { spec = new { token } }));
        return review!["status"]?["authenticated"]?.GetValue<bool>() == true;
    }
}
