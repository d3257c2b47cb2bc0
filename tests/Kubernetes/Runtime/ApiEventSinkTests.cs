using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Kubernetes.Runtime;

public sealed class ApiEventSinkTests
{
    [Fact]
    public async Task An_Event_is_posted_and_its_series_is_merged_and_nothing_else_of_it()
    {
        await using var server = await TestServer.StartAsync("""{"metadata":{"name":"a.1","namespace":"shop"}}""", 201);
        using var client = server.Client();
        var sink = new ApiEventSink(client.Resource<V1Event>());
        await sink.CreateAsync(
            new() { Metadata = new() { Name = "a.1", Namespace = "shop" }, Reason = "Scaled" }, CancellationToken.None);
        var time = new MicroTime(new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        await sink.PatchSeriesAsync(new("shop", "a.1"), new() { Count = 2, LastObservedTime = time }, CancellationToken.None);

        var (post, patch) = (server.Requests.First(), server.Requests.Last());
        Assert.Equal(("POST", "/apis/events.k8s.io/v1/namespaces/shop/events"), (post.Method, post.Target));
        Assert.Equal(("PATCH", "/apis/events.k8s.io/v1/namespaces/shop/events/a.1"), (patch.Method, patch.Target));
        Assert.Equal("application/merge-patch+json", patch.Headers.ContentType.ToString());
        Assert.Equal("""{"series":{"count":2,"lastObservedTime":"2026-01-02T03:04:05.000000Z"}}""", patch.Body);
    }
}
