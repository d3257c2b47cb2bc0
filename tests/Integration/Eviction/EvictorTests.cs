using ModelMonitor.Actions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Tests.Integration.Cluster;

namespace ModelMonitor.Tests.Integration.Eviction;

/// <summary>Evictions on a real API server, whose controllers count the pods of a budget.</summary>
public sealed class EvictorTests(ClusterFixture cluster)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly ResourceClient<V1Pod> _pods = cluster.Client.Resource<V1Pod>();
    private readonly Evictor _evictor = new(cluster.Client);

    [Fact]
    public async Task A_pod_is_evicted_once_and_is_gone_then()
    {
        var (key, uid) = await CreatePodAsync(await cluster.CreateNamespaceAsync());
        Assert.Equal(new EvictionResult(EvictionOutcome.Evicted), await EvictAsync(key, uid));
        // No node has it, so nothing has to end first.
        Assert.Equal(EvictionOutcome.Gone, (await EvictAsync(key, uid)).Outcome);
        await AssertGoneAsync(key);
    }

    [Fact]
    public async Task Another_pod_of_the_name_is_left_alone()
    {
        var (key, uid) = await CreatePodAsync(await cluster.CreateNamespaceAsync());
        await _pods.DeleteAsync(key, new Preconditions(uid));
        var (_, second) = await CreatePodAsync(key.Namespace);
        Assert.NotEqual(uid, second);
        Assert.Equal(EvictionOutcome.Gone, (await EvictAsync(key, uid)).Outcome);
        Assert.Null((await _pods.GetAsync(key)).Metadata.DeletionTimestamp);
    }

    [Fact]
    public async Task A_budget_blocks_until_it_allows_one_pod()
    {
        var ns = await cluster.CreateNamespaceAsync();
        var (key, uid) = await CreatePodAsync(ns, ready: true);
        await cluster.Client.SendRawAsync(HttpMethod.Post, await BudgetsAsync(ns), """
            {"metadata": {"name": "chat"}, "spec": {"minAvailable": 1, "selector": {"matchLabels": {"app": "chat"}}}}
            """);
        await Eventually.TrueAsync("the budget is counted", async () => await AllowedAsync(ns) == 0, Deadline, TestContext.Current.CancellationToken);
        var blocked = await EvictAsync(key, uid);
        Assert.Equal(EvictionOutcome.Blocked, blocked.Outcome);
        Assert.Contains("Cannot evict pod as it would violate the pod's disruption budget.", blocked.Message, StringComparison.Ordinal);
        Assert.Null((await _pods.GetAsync(key)).Metadata.DeletionTimestamp);

        await CreatePodAsync(ns, "chat-1", ready: true);
        await Eventually.TrueAsync("a second pod is counted", async () => await AllowedAsync(ns) == 1, Deadline, TestContext.Current.CancellationToken);
        Assert.Equal(EvictionOutcome.Evicted, (await EvictAsync(key, uid)).Outcome);
        await AssertGoneAsync(key);
    }

    [Fact]
    public async Task Who_may_not_evict_is_told_which_right_is_missing()
    {
        var ns = await cluster.CreateNamespaceAsync();
        var (key, uid) = await CreatePodAsync(ns);
        using var client = new KubernetesClient(cluster.Config with
        {
            ClientCertificate = null,
            ClientCertificateChain = null,
            Token = new StaticTokenSource(await ServiceAccountToken.CreateAsync(cluster.Client, ns, "default")),
        });
        var refused = await new Evictor(client).EvictAsync(key, uid, TestContext.Current.CancellationToken);
        Assert.Equal(EvictionOutcome.Forbidden, refused.Outcome);
        Assert.StartsWith($"the operator may not create pods/eviction in namespace {ns}: grant it", refused.Message, StringComparison.Ordinal);
        Assert.Null((await _pods.GetAsync(key)).Metadata.DeletionTimestamp);
    }

    private Task<EvictionResult> EvictAsync(ObjectKey pod, string uid) => _evictor.EvictAsync(pod, uid, TestContext.Current.CancellationToken);

    private async Task AssertGoneAsync(ObjectKey key) => await Eventually.TrueAsync(
        "the pod is gone",
        async () =>
        {
            try
            {
                await _pods.GetAsync(key);
                return false;
            }
            catch (KubernetesException e) when (e.IsNotFound)
            {
                return true;
            }
        },
        Deadline,
        TestContext.Current.CancellationToken);

    // Bound to a node that is not there: no scheduler or kubelet touches it. A budget counts ready pods, and spares only running ones.
    private async Task<(ObjectKey Key, string Uid)> CreatePodAsync(string ns, string name = "chat", bool ready = false)
    {
        await Eventually.GetAsync("the namespace's account", () => cluster.Client.SendRawAsync(
            HttpMethod.Get, $"/api/v1/namespaces/{ns}/serviceaccounts/default"), Deadline);
        var path = $"/api/v1/namespaces/{ns}/pods";
        var pod = await cluster.Client.SendRawAsync(HttpMethod.Post, path, $$$"""
            {"metadata": {"name": "{{{name}}}", "labels": {"app": "chat"}}, "spec": {"terminationGracePeriodSeconds": 0, "schedulerName": "none", "automountServiceAccountToken": false,
             "containers": [{"name": "server", "image": "registry.example.com/server"}]}}
            """);
        if (ready)
        {
            await cluster.Client.SendRawAsync(
                HttpMethod.Patch, $"{path}/{name}/status", """{"status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}}""",
                "application/merge-patch+json");
        }

        return (new(ns, name), (string)pod!["metadata"]!["uid"]!);
    }

    /// <summary>How many pods the budget lets go; null while it is not counted.</summary>
    private async Task<int?> AllowedAsync(string ns)
    {
        var budget = await cluster.Client.SendRawAsync(HttpMethod.Get, $"{await BudgetsAsync(ns)}/chat");
        var isCounted = (int?)budget!["status"]?["expectedPods"] == (await _pods.ListAllAsync(ns)).Items.Count;
        return isCounted ? (int?)budget["status"]!["disruptionsAllowed"] ?? 0 : null;
    }

    private async Task<string> BudgetsAsync(string ns)
    {
        var version = await cluster.Client.FindResourceAsync("policy/v1", "PodDisruptionBudget") is null ? "v1beta1" : "v1";
        return $"/apis/policy/{version}/namespaces/{ns}/poddisruptionbudgets";
    }
}
