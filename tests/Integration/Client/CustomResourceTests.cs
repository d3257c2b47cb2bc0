using System.Net;
using ModelMonitor.Kubernetes;
using ModelMonitor.Tests.Integration.Cluster;

namespace ModelMonitor.Tests.Integration.Client;

public sealed class CustomResourceTests(ClusterFixture cluster) : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private readonly ResourceClient<Widget> _widgets = cluster.Client.Resource<Widget>();
    private string _ns = "";

    public async ValueTask InitializeAsync()
    {
        try
        {
            await cluster.Client.SendRawAsync(
                HttpMethod.Post, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", Widget.CustomResourceDefinition);
        }
        catch (KubernetesException e) when (e.IsAlreadyExists)
        {
            // Made by the test before.
        }

        await Eventually.TrueAsync(
            "the widgets are served", async () => (await _widgets.ListAllAsync()).ResourceVersion.Length > 0, Deadline);
        _ns = await cluster.CreateNamespaceAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_status_patch_changes_the_status_and_nothing_else()
    {
        var key = new ObjectKey(_ns, "a");
        var created = await _widgets.CreateAsync(
            new Widget { Metadata = new() { Namespace = _ns, Name = "a" }, Spec = new() { Size = 3 } });
        var version = created.Metadata.ResourceVersion;
        var changed = await _widgets.PatchStatusAsync(
            key, Patch.Merge($$$"""{"metadata":{"resourceVersion":"{{{version}}}"},"status":{"word":"good"},"spec":{"size":5}}"""));
        Assert.Equal(("good", 3), (changed.Status!.Word, changed.Spec.Size));
        Assert.Equal(created.Metadata.Generation, changed.Metadata.Generation);

        var stale = await Assert.ThrowsAsync<KubernetesException>(() => _widgets.PatchStatusAsync(
            key, Patch.Merge($$$"""{"metadata":{"resourceVersion":"{{{version}}}"},"status":{"word":"bad"}}""")));
        Assert.True(stale.IsConflict, stale.Message);

        var ignored = await _widgets.PatchAsync(key, Patch.Merge("""{"spec":{"size":4},"status":{"word":"bad"}}"""));
        Assert.Equal(("good", 4), (ignored.Status!.Word, ignored.Spec.Size));
    }

    [Fact]
    public async Task A_schema_violation_is_typed_and_names_the_field()
    {
        var fault = await Assert.ThrowsAsync<KubernetesException>(
            () => _widgets.CreateAsync(new Widget { Metadata = new() { Namespace = _ns, Name = "a" }, Spec = new() { Size = 10 } }));
        Assert.True(fault.IsInvalid, fault.Message);
        Assert.Contains(fault.Status!.Details!.Causes!, c => c.Field == "spec.size");
        Assert.StartsWith($"create widgets.test.modelmonitor.dev {_ns}/a: 422 Invalid", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_object_that_cannot_be_read_stops_neither_list_nor_watch()
    {
        var empty = await _widgets.ListAllAsync(_ns);
        await _widgets.CreateAsync(new Widget { Metadata = new() { Namespace = _ns, Name = "good" } });
        await cluster.Client.SendRawAsync(HttpMethod.Post, $"/apis/test.modelmonitor.dev/v1/namespaces/{_ns}/widgets", """
            {"apiVersion":"test.modelmonitor.dev/v1","kind":"Widget","metadata":{"name":"odd"},"spec":{"free":"a word"}}
            """);
        var page = await _widgets.ListAllAsync(_ns);
        Assert.Equal("good", Assert.Single(page.Items).Metadata.Name);
        Assert.Equal(new ObjectKey(_ns, "odd"), Assert.Single(page.Undecodable).Key);

        using var late = new CancellationTokenSource(Deadline, TimeProvider.System);
        var events = await _widgets.ListWatch(_ns).WatchAsync(empty.ResourceVersion, Deadline, late.Token).Take(2).ToListAsync(late.Token);
        Assert.Equal([WatchEventType.Added, WatchEventType.Undecodable], events.Select(e => e.Type));
        Assert.Equal(page.Undecodable[0].ResourceVersion, events[1].ResourceVersion);
    }

    [Fact]
    public async Task A_version_older_than_the_servers_memory_is_gone()
    {
        using var late = new CancellationTokenSource(Deadline, TimeProvider.System);
        var answer = Assert.Single(await _widgets.ListWatch(_ns).WatchAsync("1", Deadline, late.Token).ToListAsync(late.Token));
        Assert.Equal((WatchEventType.Error, 410), (answer.Type, answer.Error!.Code));
    }

    [Fact]
    public async Task Discovery_finds_kinds_and_their_scale()
    {
        var client = cluster.Client;
        Assert.Equal(Widget.Resource, await client.FindResourceAsync("test.modelmonitor.dev/v1", "Widget"));
        Assert.False(await client.HasScaleAsync(Widget.Resource));
        Assert.Equal(V1Deployment.Resource, await client.FindResourceAsync("apps/v1", "Deployment"));
        Assert.True(await client.HasScaleAsync(V1Deployment.Resource));
        Assert.Equal(V1Namespace.Resource, await client.FindResourceAsync("v1", "Namespace"));
        Assert.Null(await client.FindResourceAsync("nobody.example/v1", "Deployment"));
        Assert.Null(await client.FindResourceAsync("apps/v1", "Widget"));
    }

    [Fact]
    public async Task A_resource_that_is_not_served_is_not_found()
    {
        var fault = await Assert.ThrowsAsync<KubernetesException>(
            () => cluster.Client.SendRawAsync(HttpMethod.Get, "/apis/nobody.example/v1/things"));
        Assert.Equal(HttpStatusCode.NotFound, fault.StatusCode);
        Assert.True(fault.IsNotFound);
    }
}
