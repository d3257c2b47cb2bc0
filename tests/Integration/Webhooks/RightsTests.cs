using Microsoft.Extensions.Logging.Abstractions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Operator.Configuration;
using ModelMonitor.Operator.Hosting;
using ModelMonitor.Tests.Integration.Cluster;

namespace ModelMonitor.Tests.Integration.Webhooks;

/// <summary>The webhook as the operator's own account, with the rights and the registration that are shipped and no others.</summary>
public sealed class RightsTests(ClusterFixture fixture)
{
    private const string Own = "modelmonitor-system";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly ObjectKey Secret = new(Own, WebhookConfiguration.DefaultSecret);
    private static readonly ObjectKey Registration = new("", WebhookConfiguration.DefaultConfiguration);

    [Fact]
    public async Task The_shipped_rights_are_enough_to_make_and_heal_and_give_no_other_Secret_and_no_other_registration()
    {
        await fixture.Cluster.KubectlAsync(["apply", "-f", Repository.PathOf("config", "manager", "namespace.yaml")]);
        await Eventually.GetAsync("the rights are installed", () => fixture.Cluster.KubectlAsync(["apply", "-k", Repository.PathOf("config", "rbac")])!, Deadline);
        foreach (var folder in new[] { "webhook/service.yaml", "webhook/configuration.yaml" })
            await fixture.Cluster.KubectlAsync(["apply", "-f", Repository.PathOf("config", folder)]);
        try
        {
            using var unable = await ClientOfAsync("default");
            using (var webhook = WebhookOf(unable))
            {
                await using var endpoint = await webhook.ServeAsync(default);
                await webhook.StepAsync(default);
                Assert.Contains("403 Forbidden", webhook.NotReady, StringComparison.Ordinal);
                Assert.Contains("403 Forbidden", webhook.WhyNot, StringComparison.Ordinal);
            }

            using var able = await ClientOfAsync("modelmonitor-operator");
            using (var webhook = WebhookOf(able))
            {
                await using var endpoint = await webhook.ServeAsync(default);
                await webhook.StepAsync(default);
                Assert.Null(webhook.WhyNot);
                await fixture.Client.Resource<V1Secret>().PatchAsync(Secret, Patch.Merge("""{"data":{"tls.key":null}}"""));
                await fixture.Client.Resource<V1MutatingWebhookConfiguration>().PatchAsync(
                    Registration, Patch.Json("""[{"op":"remove","path":"/webhooks/0/clientConfig/caBundle"}]"""));
                await webhook.StepAsync(default);
                Assert.Null(webhook.WhyNot);
                Assert.True((await fixture.Client.Resource<V1Secret>().GetAsync(Secret)).Data!.ContainsKey("tls.key"));
            }

            Assert.True((await Refused(able.Resource<V1Secret>().ListAllAsync(Own))).IsForbidden);
            Assert.True((await Refused(able.Resource<V1Secret>().GetAsync(new(Own, "default-token")))).IsForbidden);
            Assert.True((await Refused(able.Resource<V1MutatingWebhookConfiguration>().GetAsync(new("", "another")))).IsForbidden);
        }
        finally
        {
            await fixture.Client.Resource<V1MutatingWebhookConfiguration>().DeleteAsync(Registration);
        }

        static Task<KubernetesException> Refused(Task request) => Assert.ThrowsAsync<KubernetesException>(() => request);
    }

    private static PodWebhook WebhookOf(KubernetesClient client) => new(
        new() { Enabled = true }, Own, "127.0.0.1:0", client, client, () => true, new Annotating("patched"), TimeProvider.System,
        NullLoggerFactory.Instance, scope: new());

    private async Task<KubernetesClient> ClientOfAsync(string account) => new(fixture.Config with
    {
        ClientCertificate = null,
        ClientCertificateChain = null,
        Token = new StaticTokenSource(await ServiceAccountToken.CreateAsync(fixture.Client, Own, account)),
    });
}
