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
    public async Task The_server_ends_a_watch_cleanly_after_a_bookmark()
    {
        using var late = new CancellationTokenSource(Deadline, TimeProvider.System);
        var ns = await cluster.CreateNamespaceAsync();
        var selection = _maps.ListWatch(ns, labelSelector: "there-is=none");
        var start = (await selection.ListAsync(500, null, late.Token)).ResourceVersion;
        // The server promises a bookmark only now and then; that it ends each watch by itself is what every round shows.
        var events = await Eventually.GetAsync(
            "a watch brings a bookmark before it ends",
            async () =>
            {
                var seen = await selection.WatchAsync(start, TimeSpan.FromSeconds(4), late.Token).ToListAsync(late.Token);
                return seen.Count > 0 ? seen : null;
            },
            Deadline,
            late.Token);
        Assert.All(events, e => Assert.Equal(WatchEventType.Bookmark, e.Type));
        Assert.NotEmpty(events[0].ResourceVersion!);
    }
}
