using ModelMonitor.Kubernetes;
using ModelMonitor.Tests.Integration.Cluster;

namespace ModelMonitor.Tests.Integration.Client;

public sealed class WatchTests(ClusterFixture cluster)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private readonly ResourceClient<V1ConfigMap> _maps = cluster.Client.Resource<V1ConfigMap>();

    [Fact]
    public async Task A_watch_sees_every_change_and_resumes_where_another_stopped()
    {
        using var late = new CancellationTokenSource(Deadline, TimeProvider.System);
        var ns = await cluster.CreateNamespaceAsync();
        var key = new ObjectKey(ns, "mine");
        var mine = _maps.ListWatch(ns, fieldSelector: "metadata.name=mine");
        var start = (await mine.ListAsync(500, null, late.Token)).ResourceVersion;

        string? seen;
        await using (var events = mine.WatchAsync(start, Deadline, late.Token).GetAsyncEnumerator(late.Token))
        {
            await _maps.CreateAsync(new V1ConfigMap { Metadata = new() { Namespace = ns, Name = "mine" } }, late.Token);
            Assert.True(await events.MoveNextAsync());
            Assert.Equal((WatchEventType.Added, "mine"), (events.Current.Type, events.Current.Object!.Metadata.Name));
            seen = events.Current.ResourceVersion;
        }

        // While nobody watches:
        await _maps.PatchAsync(key, Patch.Merge("""{"data":{"value":"x"}}"""), late.Token);
        await _maps.DeleteAsync(key, cancellationToken: late.Token);

        var missed = await mine.WatchAsync(seen!, Deadline, late.Token).Take(2).ToListAsync(late.Token);
        Assert.Equal([WatchEventType.Modified, WatchEventType.Deleted], missed.Select(e => e.Type));
        Assert.All(missed, e => Assert.Equal("x", e.Object!.Data!["value"]));
        Assert.Equal(3, missed.Select(e => e.ResourceVersion).Append(seen).Distinct().Count());
    }

    [Fact]
    public async Task A_watch_that_the_server_closes_ends_without_an_exception()
    {
        using var late = new CancellationTokenSource(Deadline, TimeProvider.System);
        var ns = await cluster.CreateNamespaceAsync();
        var selection = _maps.ListWatch(ns, labelSelector: "there-is=none");
        var start = (await selection.ListAsync(500, null, late.Token)).ResourceVersion;
        var events = await selection.WatchAsync(start, TimeSpan.FromSeconds(2), late.Token).ToListAsync(late.Token);

        // Whether a bookmark comes in so short a time is the server's choice; nothing else may.
        Assert.All(events, e => Assert.Equal(WatchEventType.Bookmark, e.Type));
    }
}
