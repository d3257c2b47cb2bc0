using ModelMonitor.Kubernetes;
using ModelMonitor.Tests.Integration.Cluster;

namespace ModelMonitor.Tests.Integration.Client;

public sealed class MetadataTests(ClusterFixture cluster)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Metadata_alone_is_listed_and_watched_for_any_resource()
    {
        using var late = new CancellationTokenSource(Deadline, TimeProvider.System);
        var ns = await cluster.CreateNamespaceAsync();
        foreach (var name in new[] { "one", "two" })
        {
            await cluster.Cluster.ApplyAsync($$$"""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: "{{{name}}}", namespace: "{{{ns}}}", labels: {app: "{{{name}}}"}}
                spec:
                  replicas: 0
                  selector: {matchLabels: {app: "{{{name}}}"}}
                  template:
                    metadata: {labels: {app: "{{{name}}}"}}
                    spec: {containers: [{name: c, image: example.dev/none}]}
                """, late.Token);
        }

        // A resource that no type here stands for.
        var type = await cluster.Client.FindResourceAsync("apps/v1", "Deployment", late.Token);
        var source = cluster.Client.ListWatchMetadata(type!, ns);
        Assert.Equal("deployments.apps", source.Resource.GroupResource);
        var page = await source.ListAsync(1, null, late.Token);
        var rest = await source.ListAsync(500, page.Continue, late.Token);
        V1PartialObjectMetadata[] all = [.. page.Items, .. rest.Items];
        Assert.Equal(["one", "two"], all.Select(d => d.Metadata.Name).Order());
        Assert.All(all, d => Assert.Equal(("meta.k8s.io/v1", "PartialObjectMetadata"), (d.ApiVersion, d.Kind)));
        var two = all.Single(d => d.Metadata.Name == "two");
        Assert.Equal("two", two.Metadata.Labels!["app"]);

        await using var events = source.WatchAsync(rest.ResourceVersion, Deadline, late.Token).GetAsyncEnumerator(late.Token);
        await cluster.Cluster.KubectlAsync(["-n", ns, "scale", "deployment", "two", "--replicas=3"], cancellationToken: late.Token);
        do Assert.True(await events.MoveNextAsync());
        while (events.Current.Object?.Metadata is not { Name: "two", Generation: > 1 });
        var seen = events.Current.Object!;
        Assert.Equal((two.Metadata.Uid, "PartialObjectMetadata"), (seen.Metadata.Uid, seen.Kind));
        Assert.NotEqual(two.Metadata.ResourceVersion, seen.Metadata.ResourceVersion);
    }
}
