using ModelMonitor.Kubernetes;
using ModelMonitor.Tests.Faults.Rig;

namespace ModelMonitor.Tests.Faults.SelfTests;

/// <summary>A control plane whose parts a test stops, kills and starts; it has one of its own for that.</summary>
public sealed class FaultClusterTests
{
    [Fact]
    public async Task Its_parts_can_be_killed_and_started_and_a_second_server_be_cut_off_from_etcd()
    {
        await using var cluster = await FaultCluster.UpAsync("faults-parts");
        var ns = await cluster.CreateNamespaceAsync();
        await cluster.SignalAsync("kube-apiserver", "KILL");
        await Assert.ThrowsAsync<KubernetesException>(() => cluster.Admin.GetVersionAsync());
        await cluster.StartAsync("kube-apiserver");
        Assert.Equal(ns, (await cluster.Admin.Resource<V1Namespace>().GetAsync(new("", ns))).Metadata.Name);

        using var second = new KubernetesClient(await cluster.SecondApiServerAsync());
        await cluster.PauseSecondApiServerAsync();
        var late = await cluster.CreateNamespaceAsync();
        Assert.DoesNotContain(late, await CachedNamespacesAsync(), StringComparison.Ordinal);
        await cluster.PauseSecondApiServerAsync(pause: false);
        await Eventually.TrueAsync(
            "the second server sees again", async () => (await CachedNamespacesAsync()).Contains(late, StringComparison.Ordinal), Deadlines.Step);

        async Task<string> CachedNamespacesAsync() =>
            (await second.SendRawAsync(HttpMethod.Get, "/api/v1/namespaces?resourceVersion=0"))!.ToJsonString();
    }
}
