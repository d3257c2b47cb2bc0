using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using ModelMonitor.Decisions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Metrics;
using ModelMonitor.Operator.Reconciling;
using ModelMonitor.Operator.Sampling;
using ModelMonitor.Tests.Integration.Cluster;

namespace ModelMonitor.Tests.Integration.Reconciling;

/// <summary>What is seen of a target whose pods the real controllers make and the real scheduler finds no node for.</summary>
public sealed class ObservedPodsTests(ClusterFixture fixture)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task Pods_without_a_node_are_blocked_a_second_revision_is_a_rollout_and_a_start_is_timed()
    {
        var ns = await fixture.CreateNamespaceAsync();
        var key = new ObjectKey(ns, "chat");
        await CreateDeploymentAsync(ns, 1);
        using var stop = new CancellationTokenSource();
        var pods = new Informer<V1Pod>(fixture.Client.Resource<V1Pod>().ListWatch(ns), TimeProvider.System, NullLogger.Instance);
        var run = pods.RunAsync(stop.Token);
        var observer = new Observer(new PodFinder(pods.Store), TimeProvider.System);

        var blocked = await ObserveAsync("the scheduler's words", r => r.Blocked is not null);
        Assert.Contains("no nodes available", blocked.Blocked, StringComparison.Ordinal);
        Assert.Equal((1, 0, 1, false), (blocked.Current, blocked.Ready, blocked.StartingSince.Count, blocked.IsRollingOut));
        Assert.InRange(Now - blocked.StartingSince[0], TimeSpan.FromSeconds(-5), Deadline);

        // Bound to a node the pod is the scheduler's no more, which would say again that it found none.
        var first = pods.Store.List(ns).Single();
        await fixture.Client.SendRawAsync(HttpMethod.Post, $"/api/v1/namespaces/{ns}/pods/{first.Metadata.Name}/binding", $$$"""
            {"apiVersion":"v1","kind":"Binding","metadata":{"name":"{{{first.Metadata.Name}}}"},"target":{"apiVersion":"v1","kind":"Node","name":"node-1"}}
            """);
        await fixture.Client.Resource<V1Pod>().PatchStatusAsync(ObjectKey.Of(first), Patch.Merge("""
            {"status":{"phase":"Running","startTime":"2026-01-01T00:00:01Z","containerStatuses":[{"name":"c","image":"none","imageID":"","ready":true,"restartCount":0}],"conditions":[
             {"type":"PodScheduled","status":"True","lastTransitionTime":"2026-01-01T00:00:00Z"},{"type":"Ready","status":"True","lastTransitionTime":"2026-01-01T00:01:30Z"}]}}
            """));
        var ready = await ObserveAsync("the pod is ready", r => r.Ready == 1);
        Assert.Equal([new PodStart(new(2026, 1, 1, 0, 1, 30, TimeSpan.Zero), TimeSpan.FromSeconds(90))], ready.Starts);
        Assert.Null(ready.Blocked);
        Assert.Empty(ready.StartingSince);

        await fixture.Client.Resource<V1Deployment>().PatchAsync(key, Patch.Merge("""{"spec":{"template":{"metadata":{"labels":{"app":"chat","version":"2"}}}}}"""));
        var rollout = await ObserveAsync("a pod of the new revision", r => r.IsRollingOut);
        Assert.Equal((1, 1), (rollout.Ready, rollout.StartingSince.Count));
        await stop.CancelAsync();
        await run;

        async Task<ReplicaCounts> ObserveAsync(string what, Func<ReplicaCounts, bool> condition) => await Eventually.GetAsync(what, async () =>
        {
            var seen = observer.Observe(key, await TargetAsync(key), NoSample).Replicas;
            return condition(seen) ? seen : null;
        }, Deadline);
    }

    [Fact]
    public async Task Pods_that_a_quota_refuses_are_counted()
    {
        var ns = await fixture.CreateNamespaceAsync();
        var key = new ObjectKey(ns, "chat");
        await fixture.Client.SendRawAsync(HttpMethod.Post, $"/api/v1/namespaces/{ns}/resourcequotas", """{"kind":"ResourceQuota","apiVersion":"v1","metadata":{"name":"none"},"spec":{"hard":{"pods":"0"}}}""");
        await CreateDeploymentAsync(ns, 2);
        var time = new ManualTime();
        using var stop = new CancellationTokenSource();
        var pods = new Informer<V1Pod>(fixture.Client.Resource<V1Pod>().ListWatch(ns), TimeProvider.System, NullLogger.Instance);
        var run = pods.RunAsync(stop.Token);
        await pods.WaitForSyncAsync(Deadline, default);
        // The quota is in force from the moment it is made; pods that were made before would be seen here.
        var observer = new Observer(new PodFinder(pods.Store), time);
        observer.Observe(key, await TargetAsync(key), NoSample);
        time.Advance(Observer.PodsMissingAfter);
        Assert.StartsWith("the cluster made 0 of 2 pods", observer.Observe(key, await TargetAsync(key), NoSample).Replicas.Blocked, StringComparison.Ordinal);
        await stop.CancelAsync();
        await run;
    }

    [Fact]
    public async Task Whoever_else_sets_the_replicas_is_known_by_the_managers_of_the_fields()
    {
        var ns = await fixture.CreateNamespaceAsync();
        var key = new ObjectKey(ns, "chat");
        await CreateDeploymentAsync(ns, 1);
        var owner = new ReplicasOwner(fixture.Client, TimeProvider.System);
        Assert.Null(await owner.OfAsync(key, await TargetAsync(key), null, default));

        await SetAsync(5, "argocd-controller");
        Assert.Equal("argocd-controller", await owner.OfAsync(key, await TargetAsync(key), null, default));
        Assert.Equal("argocd-controller", await owner.OfAsync(key, await TargetAsync(key), null, default));
        // The same number by our own change is ours.
        Assert.Null(await owner.OfAsync(key, await TargetAsync(key), new(Now, 1, 5), default));

        await SetAsync(2, "kubectl-edit");
        Assert.Equal("kubectl-edit", await owner.OfAsync(key, await TargetAsync(key), new(Now, 1, 5), default));
        // After a restart: what we set last is in the records.
        Assert.Equal("kubectl-edit", await new ReplicasOwner(fixture.Client, TimeProvider.System).OfAsync(key, await TargetAsync(key), new(Now, 1, 5), default));
        // The trace is older than our change: whoever came after it left none.
        Assert.Null(await new ReplicasOwner(fixture.Client, TimeProvider.System).OfAsync(key, await TargetAsync(key), new(Now.AddMinutes(5), 1, 5), default));

        await SetAsync(3, KubernetesClient.Agent);
        Assert.Null(await owner.OfAsync(key, await TargetAsync(key), new(Now, 1, 5), default));

        Task SetAsync(int replicas, string manager) => fixture.Client.SendRawAsync(
            HttpMethod.Patch,
            $"/apis/apps/v1/namespaces/{ns}/deployments/chat?fieldManager={manager}",
            string.Create(CultureInfo.InvariantCulture, $$$"""{"spec":{"replicas":{{{replicas}}}}}"""),
            "application/merge-patch+json");
    }

    private static MonitorSample NoSample { get; } = new(new Dictionary<string, Reading>(), LoadReadings.Unknown(UnknownReason.Collecting));

    private async Task<Target> TargetAsync(ObjectKey key)
    {
        var scale = await fixture.Client.Scales.GetAsync(V1Deployment.Resource, key);
        return new(V1Deployment.Resource, key, scale, PodSelector.Parse("app=chat"), IsLive: true);
    }

    private async Task CreateDeploymentAsync(string ns, int replicas) => await fixture.Client.SendRawAsync(
        HttpMethod.Post,
        $"/apis/apps/v1/namespaces/{ns}/deployments",
        """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"chat"},"spec":{"replicas":REPLICAS,"selector":{"matchLabels":{"app":"chat"}},
         "template":{"metadata":{"labels":{"app":"chat"}},"spec":{"containers":[{"name":"c","image":"none"}]}}}}
        """.Replace("REPLICAS", replicas.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
}
