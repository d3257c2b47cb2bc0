using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Kubernetes;

public sealed class DiscoveryTests
{
    private const string Apps = """
        {"kind":"APIResourceList","groupVersion":"apps/v1","resources":[
          {"name":"deployments/status","namespaced":true,"kind":"Deployment"},
          {"name":"deployments","singularName":"","namespaced":true,"kind":"Deployment","verbs":["get"]},
          {"name":"deployments/scale","namespaced":true,"group":"autoscaling","version":"v1","kind":"Scale"},
          {"name":"clusterthings","namespaced":false,"kind":"ClusterThing"}]}
        """;

    private readonly ManualTime _time = new();

    [Fact]
    public async Task A_kind_is_found_with_its_plural_scope_and_scale()
    {
        await using var server = await TestServer.StartAsync(Apps);
        using var client = server.Client(_time);
        Assert.Equal(V1Deployment.Resource, await client.FindResourceAsync("apps/v1", "Deployment"));
        var cluster = await client.FindResourceAsync("apps/v1", "ClusterThing");
        Assert.Equal(("clusterthings", false), (cluster!.Plural, cluster.Namespaced));
        Assert.True(await client.HasScaleAsync(V1Deployment.Resource));
        Assert.False(await client.HasScaleAsync(cluster));
        Assert.Null(await client.FindResourceAsync("apps/v1", "deployment"));
        Assert.Null(await client.FindResourceAsync("apps/v1", "Scale"));
        Assert.Equal("/apis/apps/v1", Assert.Single(server.Requests).Target);
    }

    [Fact]
    public async Task The_core_group_has_a_path_of_its_own()
    {
        await using var server = await TestServer.StartAsync("""{"resources":[{"name":"pods","namespaced":true,"kind":"Pod"}]}""");
        using var client = server.Client(_time);
        Assert.Equal(V1Pod.Resource, await client.FindResourceAsync("v1", "Pod"));
        Assert.Equal("/api/v1", server.Requests.Single().Target);
    }

    [Theory]
    [InlineData(404, "404 page not found\n")]
    [InlineData(200, """{"resources":[]}""")]
    [InlineData(200, """{"resources":[{"name":"daemonsets","kind":"DaemonSet"}]}""")]
    public async Task What_is_missing_is_asked_for_again_after_a_minute(int code, string body)
    {
        await using var server = await TestServer.StartAsync((c, n) => TestServer.WriteAsync(c, n == 1 ? code : 200, n == 1 ? body : Apps));
        using var client = server.Client(_time);
        Assert.Null(await client.FindResourceAsync("apps/v1", "Deployment"));
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Null(await client.FindResourceAsync("apps/v1", "Deployment"));
        Assert.Single(server.Requests);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(await client.FindResourceAsync("apps/v1", "Deployment"));
    }

    [Fact]
    public async Task What_is_there_is_asked_for_again_after_ten_minutes()
    {
        await using var server = await TestServer.StartAsync(Apps);
        using var client = server.Client(_time);
        await client.FindResourceAsync("apps/v1", "Deployment");
        _time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromTicks(1));
        await client.FindResourceAsync("apps/v1", "Deployment");
        Assert.Single(server.Requests);
        _time.Advance(TimeSpan.FromTicks(1));
        await client.FindResourceAsync("apps/v1", "Deployment");
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task An_error_is_neither_an_answer_nor_remembered()
    {
        await using var server = await TestServer.StartAsync((c, n) => TestServer.WriteAsync(c, n == 1 ? 500 : 200, n == 1 ? "broken" : Apps));
        using var client = server.Client(_time);
        await Assert.ThrowsAsync<KubernetesException>(() => client.FindResourceAsync("apps/v1", "Deployment"));
        Assert.NotNull(await client.FindResourceAsync("apps/v1", "Deployment"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/v1")]
    [InlineData("apps/")]
    [InlineData("a/b/c")]
    [InlineData("../v1")]
    public async Task An_apiVersion_that_is_none_has_no_kinds(string apiVersion)
    {
        await using var server = await TestServer.StartAsync(Apps);
        using var client = server.Client(_time);
        Assert.Null(await client.FindResourceAsync(apiVersion, "Deployment"));
        Assert.Empty(server.Requests);
    }
}
