using System.Text;
using System.Text.Json;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Integration;

/// <summary>Tokens of service accounts, as the server hands them out in Secrets.</summary>
internal static class ServiceAccountToken
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>Makes a token that the server takes.</summary>
    public static async Task<string> CreateAsync(KubernetesClient admin, string ns, string account)
    {
        await Eventually.GetAsync("the account", () => admin.SendRawAsync(HttpMethod.Get, $"/api/v1/namespaces/{ns}/serviceaccounts/{account}"), Deadline);
        var (secrets, key) = (admin.Resource<V1Secret>(), new ObjectKey(ns, $"{account}-token"));
        await secrets.CreateAsync(new()
        {
            Metadata = new()
            {
                Namespace = ns,
                Name = key.Name,
                Annotations = new Dictionary<string, string> { ["kubernetes.io/service-account.name"] = account },
            },
            Type = "kubernetes.io/service-account-token",
        });
        var token = await Eventually.GetAsync(
            "the account's token",
            async () => (await secrets.GetAsync(key)).Data is { } data && data.TryGetValue("token", out var value) ? Encoding.ASCII.GetString(value) : null,
            Deadline);
        // The server's own cache may still have the Secret as it was before the token came into it, and refuses the token until then.
        var review = JsonSerializer.Serialize(new { spec = new { token } });
        await Eventually.TrueAsync(
            "the server takes the token",
            async () => (bool?)(await admin.SendRawAsync(HttpMethod.Post, "/apis/authentication.k8s.io/v1/tokenreviews", review))!["status"]?["authenticated"] == true,
            Deadline);
        return token;
    }
}
