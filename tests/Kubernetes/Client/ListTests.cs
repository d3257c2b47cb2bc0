using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Kubernetes;

public sealed class ListTests
{
    [Fact]
    public async Task Items_that_cannot_be_read_are_set_apart_and_the_others_survive()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 300)) + new string(']', 300);
        await using var server = await TestServer.StartAsync($$$"""
            {"kind":"DeploymentList","metadata":{"resourceVersion":"42","continue":"","remainingItemCount":null},"items":[
              {"metadata":{"name":"a","namespace":"n"},"spec":{"replicas":2},"future":{"x":1}},
              {"metadata":{"name":"b","namespace":"n","resourceVersion":"9"},"spec":{"replicas":"two"}},
              {"metadata":{"name":"c","namespace":"n"},"spec":{"replicas":99999999999}},
              {"metadata":{"name":"d","namespace":"n"},"deep":{{{deep}}}},
              {"metadata":{}},
              {"metadata":{"name":"e","namespace":"n"},"status":{"readyReplicas":1}}]}
            """);
        using var client = server.Client();
        var page = await client.Resource<V1Deployment>().ListWatch().ListAsync(500, null, default);
        Assert.Equal(["a", "e"], page.Items.Select(i => i.Metadata.Name));
        Assert.Equal(["n/b", "n/c", "n/d", null], page.Undecodable.Select(u => u.Key?.ToString()));
        Assert.Equal("9", page.Undecodable[0].ResourceVersion);
        Assert.Contains("$.spec.replicas", page.Undecodable[0].Error, StringComparison.Ordinal);
        Assert.Equal(("42", null), (page.ResourceVersion, page.Continue));
        Assert.Equal(("apps/v1", "Deployment"), (page.Items[0].ApiVersion, page.Items[0].Kind));
    }

    [Fact]
    public async Task All_pages_are_read_with_the_token_of_the_page_before()
    {
        await using var server = await TestServer.StartAsync((context, number) => TestServer.WriteAsync(context, 200, number == 1
            ? """{"metadata":{"resourceVersion":"1","continue":"a+b=="},"items":[{"metadata":{"name":"a"}},{"metadata":{"name":5}}]}"""
            : """{"metadata":{"resourceVersion":"1"},"items":[{"metadata":{"name":"b"}}]}"""));
        using var client = server.Client();
        var all = await client.Resource<V1Pod>().ListAllAsync("n", labelSelector: "app=x");
        Assert.Equal(["a", "b"], all.Items.Select(i => i.Metadata.Name));
        Assert.Single(all.Undecodable);
        Assert.Equal(
            [
                "/api/v1/namespaces/n/pods?limit=500&labelSelector=app%3Dx",
                "/api/v1/namespaces/n/pods?limit=500&continue=a%2Bb%3D%3D&labelSelector=app%3Dx",
            ],
            server.Requests.Select(r => r.Target));
    }

    [Fact]
    public async Task An_empty_list_may_have_null_for_items()
    {
        await using var server = await TestServer.StartAsync("""{"metadata":{"resourceVersion":"1"},"items":null}""");
        using var client = server.Client();
        Assert.Empty((await client.Resource<V1Pod>().ListAllAsync()).Items);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"metadata":{},"items":{}}""")]
    public async Task Something_else_than_a_list_is_an_error_and_not_an_empty_list(string answer)
    {
        await using var server = await TestServer.StartAsync(answer);
        using var client = server.Client();
        var fault = await Assert.ThrowsAsync<KubernetesException>(() => client.Resource<V1Pod>().ListAllAsync());
        Assert.StartsWith("list pods: unreadable answer", fault.Message, StringComparison.Ordinal);
    }
}
