using System.Net;
using ModelMonitor.Kubernetes;
using ModelMonitor.Tests.Integration.Cluster;

namespace ModelMonitor.Tests.Integration.Client;

public sealed class AccessTests(ClusterFixture cluster)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task The_server_says_its_version() => Assert.Matches("^v[0-9]", await cluster.Client.GetVersionAsync());

    [Fact]
    public async Task A_certificate_without_the_asked_name_is_refused()
    {
        using var client = new KubernetesClient(cluster.Config with { TlsServerName = "wrong.example" });
        var fault = await Assert.ThrowsAsync<KubernetesException>(() => client.GetVersionAsync());
        Assert.Contains("RemoteCertificateNameMismatch", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_with_the_asked_name_is_taken()
    {
        using var client = new KubernetesClient(cluster.Config with { TlsServerName = "kubernetes.default.svc" });
        await client.Resource<V1Namespace>().GetAsync(new("", "default"));
    }

    [Fact]
    public async Task Nobody_is_anonymous_with_a_token_that_is_none()
    {
        using var client = new KubernetesClient(WithToken(new StaticTokenSource("nonsense")));
        var fault = await Assert.ThrowsAsync<KubernetesException>(() => client.Resource<V1Pod>().ListAllAsync("default"));
        Assert.Equal(HttpStatusCode.Unauthorized, fault.StatusCode);
    }

    [Fact]
    public async Task A_service_account_gets_in_by_its_token_file_and_no_further_than_its_rights()
    {
        var ns = await cluster.CreateNamespaceAsync();
        var file = Path.GetTempFileName();
        try
        {
            // The first token is refused; the file has a good one by then.
            await File.WriteAllTextAsync(file, "nonsense");
            var token = new FileTokenSource(file);
            await token.GetTokenAsync(null, default);
            await File.WriteAllTextAsync(file, await TokenOfDefaultAccountAsync(ns));

            using var client = new KubernetesClient(WithToken(token));
            var fault = await Assert.ThrowsAsync<KubernetesException>(() => client.Resource<V1Deployment>().ListAllAsync(ns));
            Assert.True(fault.IsForbidden, fault.Message);
            Assert.StartsWith($"list deployments.apps in {ns}: 403 Forbidden", fault.Message, StringComparison.Ordinal);
            Assert.Contains($"system:serviceaccount:{ns}:default", fault.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private ClientConfig WithToken(ITokenSource token) =>
        cluster.Config with { ClientCertificate = null, ClientCertificateChain = null, Token = token };

    private async Task<string> TokenOfDefaultAccountAsync(string ns)
    {
        var secrets = cluster.Client.Resource<V1Secret>();
        await Eventually.GetAsync("the namespace's account", () => cluster.Client.SendRawAsync(
            HttpMethod.Get, $"/api/v1/namespaces/{ns}/serviceaccounts/default"), Deadline);
        await secrets.CreateAsync(new V1Secret
        {
            Metadata = new()
            {
                Namespace = ns,
                Name = "token",
                Annotations = new Dictionary<string, string> { ["kubernetes.io/service-account.name"] = "default" },
            },
            Type = "kubernetes.io/service-account-token",
        });
        var token = await Eventually.GetAsync(
            "the account's token",
            async () => (await secrets.GetAsync(new(ns, "token"))).Data is { } data && data.TryGetValue("token", out var value) ? value : null,
            Deadline);
        return System.Text.Encoding.ASCII.GetString(token);
    }
}
