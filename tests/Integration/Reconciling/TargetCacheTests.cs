using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Operator.Reconciling;
using ModelMonitor.Tests.Integration.Cluster;

namespace ModelMonitor.Tests.Integration.Reconciling;

public sealed class TargetCacheTests(ClusterFixture fixture)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_scale_is_read_again_only_when_its_target_changed()
    {
        var ns = await fixture.CreateNamespaceAsync();
        // A StatefulSet without pods stands still; a Deployment's status moves on its own.
        await CreateAsync(ns);
        var cache = new TargetCache(fixture.Client, ns, TimeProvider.System, NullLoggerFactory.Instance);
        var changes = new ConcurrentQueue<ObjectKey>();
        cache.Changed += (_, changed) => changes.Enqueue(changed);
        using var stop = new CancellationTokenSource();
        var run = cache.RunAsync(stop.Token);
        var (type, key) = (new ResourceType("apps", "v1", "StatefulSet", "statefulsets"), new ObjectKey(ns, "chat"));

        Assert.True((await cache.GetAsync(type, key, default)).IsLive);
        await Eventually.TrueAsync("the scale is known without a read", async () => !(await cache.GetAsync(type, key, default)).IsLive, Deadline);
        Assert.Empty(changes);

        await fixture.Client.SendRawAsync(
            HttpMethod.Patch, $"/apis/apps/v1/namespaces/{ns}/statefulsets/chat/scale", """{"spec":{"replicas":3}}""", "application/merge-patch+json");
        await Eventually.TrueAsync("the change is noticed", async () => (await cache.GetAsync(type, key, default)).Scale.SpecReplicas == 3, Deadline);
        await Eventually.TrueAsync("the change is told", () => Task.FromResult(changes.Contains(key)), Deadline);

        changes.Clear();
        await fixture.Client.SendRawAsync(HttpMethod.Delete, $"/apis/apps/v1/namespaces/{ns}/statefulsets/chat");
        await Eventually.TrueAsync("the deletion is told", () => Task.FromResult(changes.Contains(key)), Deadline);
        Assert.True((await Assert.ThrowsAsync<KubernetesException>(() => cache.GetAsync(type, key, default))).IsNotFound);
        await stop.CancelAsync();
        await run;
    }

    private async Task CreateAsync(string ns) => await fixture.Client.SendRawAsync(
        HttpMethod.Post,
        $"/apis/apps/v1/namespaces/{ns}/statefulsets",
        """
        {"apiVersion":"apps/v1","kind":"StatefulSet","metadata":{"name":"chat"},"spec":{"replicas":0,"serviceName":"chat","selector":{"matchLabels":{"app":"chat"}},
         "template":{"metadata":{"labels":{"app":"chat"}},"spec":{"containers":[{"name":"c","image":"none"}]}}}}
        """);
}
