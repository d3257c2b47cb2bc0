using ModelMonitor.Kubernetes;
using ModelMonitor.Tests.Integration.Cluster;

namespace ModelMonitor.Tests.Crd;

/// <summary>
/// A control plane of Kubernetes 1.20 and, beside it, the CRD server of a current Kubernetes, each with the definition that is meant for it.
/// </summary>
[CollectionDefinition(nameof(CrdFixture))]
public sealed class CrdFixture(ClusterFixture cluster) : ICollectionFixture<CrdFixture>, IAsyncLifetime
{
    public const string Monitors = "/apis/modelmonitor.dev/v1alpha1/namespaces/default/modelmonitors";

    private static readonly string Definition = Repository.PathOf("crds", "modelmonitor.dev_modelmonitors.yaml");

    /// <summary>The CRD server, which knows CEL rules.</summary>
    public KubernetesClient Current { get; private set; } = null!;

    /// <summary>The API server, which does not.</summary>
    public KubernetesClient Old => cluster.Client;

    public async ValueTask InitializeAsync()
    {
        var exports = await cluster.Cluster.HackAsync("crd-server");
        Current = new KubernetesClient(ClientConfig.Load(exports["MM_CRD_SERVER_KUBECONFIG"]));
        var definition = YamlJson.Parse(await File.ReadAllTextAsync(Definition))!.ToJsonString();
        await Current.SendRawAsync(HttpMethod.Post, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition);
        await Eventually.GetAsync("custom resources are served", () => Current.SendRawAsync(HttpMethod.Get, Monitors), TimeSpan.FromSeconds(30));
    }

    public ValueTask DisposeAsync()
    {
        Current?.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Runs kubectl at the old server.</summary>
    public Task<string> KubectlAsync(params string[] arguments) => cluster.Cluster.KubectlAsync(arguments);
}
