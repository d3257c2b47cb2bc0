using ModelMonitor.Kubernetes;
using ModelMonitor.Tests.Integration.Cluster;

namespace ModelMonitor.Tests.Integration.Client;

public sealed class ReadWriteTests(ClusterFixture cluster)
{
    private readonly ResourceClient<V1ConfigMap> _maps = cluster.Client.Resource<V1ConfigMap>();

    [Fact]
    public async Task An_object_is_created_read_and_deleted()
    {
        var key = new ObjectKey(await cluster.CreateNamespaceAsync(), "a");
        var created = await _maps.CreateAsync(Map(key, "x"));
        var read = await _maps.GetAsync(key);
        Assert.Equal((created.Metadata.Uid, "x"), (read.Metadata.Uid, read.Data!["value"]));

        var twice = await Assert.ThrowsAsync<KubernetesException>(() => _maps.CreateAsync(Map(key, "y")));
        Assert.True(twice.IsAlreadyExists, twice.Message);
        Assert.False(twice.IsConflict);

        var wrongUid = await Assert.ThrowsAsync<KubernetesException>(
            () => _maps.DeleteAsync(key, new Preconditions("00000000-0000-0000-0000-000000000000")));
        Assert.True(wrongUid.IsConflict, wrongUid.Message);
        var wrongVersion = await Assert.ThrowsAsync<KubernetesException>(
            () => _maps.DeleteAsync(key, new Preconditions(ResourceVersion: "1")));
        Assert.True(wrongVersion.IsConflict, wrongVersion.Message);

        await _maps.DeleteAsync(key, new Preconditions(read.Metadata.Uid, read.Metadata.ResourceVersion));
        var gone = await Assert.ThrowsAsync<KubernetesException>(() => _maps.GetAsync(key));
        Assert.True(gone.IsNotFound);
        Assert.Equal($"get configmaps {key}: 404 NotFound: configmaps \"a\" not found", gone.Message);
    }

    [Fact]
    public async Task An_invalid_name_is_refused_as_invalid()
    {
        var fault = await Assert.ThrowsAsync<KubernetesException>(
            async () => await _maps.CreateAsync(Map(new(await cluster.CreateNamespaceAsync(), "A b"), "x")));
        Assert.True(fault.IsInvalid, fault.Message);
        Assert.Contains(fault.Status!.Details!.Causes!, c => c.Field == "metadata.name");
    }

    [Fact]
    public async Task A_merge_patch_with_a_stale_version_is_a_conflict()
    {
        var key = new ObjectKey(await cluster.CreateNamespaceAsync(), "a");
        var first = await _maps.CreateAsync(Map(key, "x"));
        var patch = Patch.Merge($$$"""{"metadata":{"resourceVersion":"{{{first.Metadata.ResourceVersion}}}"},"data":{"value":"y"}}""");
        Assert.Equal("y", (await _maps.PatchAsync(key, patch)).Data!["value"]);
        var again = Patch.Merge($$$"""{"metadata":{"resourceVersion":"{{{first.Metadata.ResourceVersion}}}"},"data":{"value":"z"}}""");
        var stale = await Assert.ThrowsAsync<KubernetesException>(() => _maps.PatchAsync(key, again));
        Assert.True(stale.IsConflict, stale.Message);
        Assert.False(stale.IsOutcomeUnknown);
    }

    [Fact]
    public async Task A_JSON_patch_carries_its_own_test()
    {
        var key = new ObjectKey(await cluster.CreateNamespaceAsync(), "a");
        await _maps.CreateAsync(Map(key, "x"));
        const string Change = """[{"op":"test","path":"/data/value","value":"x"},{"op":"replace","path":"/data/value","value":"y"}]""";
        Assert.Equal("y", (await _maps.PatchAsync(key, Patch.Json(Change))).Data!["value"]);
        var failed = await Assert.ThrowsAsync<KubernetesException>(() => _maps.PatchAsync(key, Patch.Json(Change)));
        Assert.True(failed.IsInvalid, failed.Message);
    }

    [Fact]
    public async Task An_apply_creates_and_meets_other_managers()
    {
        var key = new ObjectKey(await cluster.CreateNamespaceAsync(), "a");
        Assert.Equal("x", (await _maps.PatchAsync(key, Apply("x", "one"))).Data!["value"]);
        var contested = await Assert.ThrowsAsync<KubernetesException>(() => _maps.PatchAsync(key, Apply("y", "two")));
        Assert.True(contested.IsConflict, contested.Message);
        Assert.Contains("one", contested.Message, StringComparison.Ordinal);
        Assert.Equal("y", (await _maps.PatchAsync(key, Apply("y", "two", force: true))).Data!["value"]);
    }

    [Fact]
    public async Task A_list_comes_in_pages()
    {
        var ns = await cluster.CreateNamespaceAsync();
        for (var i = 0; i < 5; i++) await _maps.CreateAsync(Map(new(ns, $"m{i}"), "x", label: i % 2 == 0 ? "even" : "odd"));
        var selection = _maps.ListWatch(ns, labelSelector: "parity in (even, odd)");
        var names = new List<string?>();
        var pages = 0;
        ListPage<V1ConfigMap>? page = null;
        do
        {
            page = await selection.ListAsync(2, page?.Continue, TestContext.Current.CancellationToken);
            names.AddRange(page.Items.Select(m => m.Metadata.Name));
            pages++;
        }
        while (page.Continue is not null);

        Assert.Equal(3, pages);
        Assert.Equal(["m0", "m1", "m2", "m3", "m4"], names);
        Assert.Equal(2, (await _maps.ListAllAsync(ns, labelSelector: "parity=odd")).Items.Count);
        Assert.Equal("m3", Assert.Single((await _maps.ListAllAsync(ns, fieldSelector: "metadata.name=m3")).Items).Metadata.Name);
    }

    [Fact]
    public async Task A_continue_token_that_is_none_is_an_error()
    {
        var fault = await Assert.ThrowsAsync<KubernetesException>(() => _maps.ListWatch().ListAsync(2, "nonsense", default));
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, fault.StatusCode);
    }

    private static V1ConfigMap Map(ObjectKey key, string value, string label = "none") => new()
    {
        Metadata = new() { Namespace = key.Namespace, Name = key.Name, Labels = new Dictionary<string, string> { ["parity"] = label } },
        Data = new Dictionary<string, string> { ["value"] = value },
    };

    private static Patch Apply(string value, string manager, bool force = false) => Patch.Apply(
        $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"value":"{{{value}}}"}}""", manager, force);
}
